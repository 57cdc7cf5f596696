import type { Command } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall user …`, `service …` and `project …`. Each is loaded when it runs. */
export function addPrincipalCommands(program: Command, terminal: Terminal, done: Done): void {
  addUserCommands(program.command('user').description('People'), terminal, done);
  addServiceCommands(
    program.command('service').description('Services, and agents that act for people'),
    terminal,
    done,
  );
  addProjectCommands(
    program.command('project').description('What traffic, keys and grants belong to'),
    terminal,
    done,
  );
}

function addUserCommands(user: Command, terminal: Terminal, done: Done): void {
  withJson(withPlace(user.command('create <name>')))
    .description('Make a user, who may do nothing until they are granted a role')
    .option('--display-name <name>', 'what to call them (default: the name)')
    .addHelpText('after', '\nExample:\n  ringwall user create ada@example.org --display-name "Ada Lovelace"')
    .action(async (name, flags) =>
      done(await (await import('../commands/user.ts')).createUser(name, flags, terminal)),
    );
  withJson(withPlace(user.command('list')))
    .description('List the people')
    .addHelpText('after', '\nExample:\n  ringwall user list')
    .action(async (flags) => done(await (await import('../commands/user.ts')).listUsers(flags, terminal)));
  withJson(withPlace(user.command('disable <id>')))
    .description('Refuse a user, their keys and their agents from now on; running answers are cut off')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall user disable usr_01k9zq… --yes')
    .action(async (id, flags) =>
      done(await (await import('../commands/user.ts')).disableUser(id, flags, terminal)),
    );
  withJson(withPlace(user.command('enable <id>')))
    .description('Let a disabled user in again')
    .addHelpText('after', '\nExample:\n  ringwall user enable usr_01k9zq…')
    .action(async (id, flags) =>
      done(await (await import('../commands/user.ts')).enableUser(id, flags, terminal)),
    );
}

function addServiceCommands(service: Command, terminal: Terminal, done: Done): void {
  withJson(withPlace(service.command('create <name>')))
    .description('Make a service, or an agent')
    .option('--project <project>', 'project it belongs to', 'default')
    .option('--on-behalf-of <user>', 'makes it an agent of this user, whose rights bound its own')
    .option('--spiffe-id <id>', 'identity it shows in client certificates')
    .addHelpText(
      'after',
      `
Examples:
  ringwall service create search --spiffe-id spiffe://example.org/service/search
  ringwall service create helper --on-behalf-of usr_01k9zq…`,
    )
    .action(async (name, flags) =>
      done(await (await import('../commands/service.ts')).createService(name, flags, terminal)),
    );
  withJson(withPlace(service.command('list')))
    .description('List services and agents')
    .addHelpText('after', '\nExample:\n  ringwall service list')
    .action(async (flags) =>
      done(await (await import('../commands/service.ts')).listServices(flags, terminal)),
    );
  withJson(withPlace(service.command('disable <id>')))
    .description('Refuse a service or an agent from now on; running answers are cut off')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall service disable svc_01k9zq… --yes')
    .action(async (id, flags) =>
      done(await (await import('../commands/service.ts')).disableService(id, flags, terminal)),
    );
  withJson(withPlace(service.command('enable <id>')))
    .description('Let a disabled service or agent in again')
    .addHelpText('after', '\nExample:\n  ringwall service enable svc_01k9zq…')
    .action(async (id, flags) =>
      done(await (await import('../commands/service.ts')).enableService(id, flags, terminal)),
    );
}

function addProjectCommands(project: Command, terminal: Terminal, done: Done): void {
  withJson(withPlace(project.command('create <id>')))
    .description('Make a project')
    .option('--name <name>', 'what people call it (default: the id)')
    .addHelpText('after', '\nExample:\n  ringwall project create clinic --name "The clinic"')
    .action(async (id, flags) =>
      done(await (await import('../commands/project.ts')).createProject(id, flags, terminal)),
    );
  withJson(withPlace(project.command('list')))
    .description('List projects')
    .addHelpText('after', '\nExample:\n  ringwall project list')
    .action(async (flags) =>
      done(await (await import('../commands/project.ts')).listProjects(flags, terminal)),
    );
}
