import type { Command } from 'commander';
import { withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

/** `ringwall grant …` and `policy …`. Each is loaded when it runs. */
export function addPolicyCommands(program: Command, terminal: Terminal, done: Done): void {
  addGrantCommands(program, terminal, done);
  const load = () => import('../commands/policy.ts');
  const policy = program
    .command('policy')
    .description('Policies in Cedar: those that ship with the product, and those you write beside them');
  withJson(withPlace(policy.command('show')))
    .description('Show your own policies')
    .option('--all', 'those that ship with the product too')
    .option('--schema', 'what policies can speak of, in Cedar’s notation')
    .option('--versions', 'who has applied which version')
    .option('--at <version>', 'your own policies as they were in this version')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall policy show --all\n  ringwall policy show > own.cedar\n  ringwall policy show --at 3',
    )
    .action(async (flags) => done(await (await load()).showPolicies(flags, terminal)));
  withJson(withPlace(policy.command('apply <file>')))
    .description('Put the policies of a file in the place of your own ones, all or none')
    .option('--dry-run', 'only say whether they could be')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall policy apply own.cedar --dry-run\n  ringwall policy apply own.cedar',
    )
    .action(async (file, flags) => done(await (await load()).applyPolicies(file, flags, terminal)));
  withJson(withPlace(policy.command('test <cases>')))
    .description('Ask the cases of a file, and fail where one is answered otherwise than it expects')
    .option('--policies <file>', 'of these policies, in the place of your own ones')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall policy test cases.yaml\n  ringwall policy test cases.yaml --policies own.cedar --json',
    )
    .action(async (cases, flags) => done(await (await load()).testPolicies(cases, flags, terminal)));
  withJson(withPlace(policy.command('why [request]')))
    .description('Say which policies decide about a request on record, or about a question')
    .option('--principal <id>', 'a user, service, agent or key, or shell')
    .option('--credential <kind>', 'what they show: key, token, certificate or session')
    .option('--action <action>', 'such as route.invoke or traffic.read')
    .option('--resource <kind:id>', 'such as route:chat or project:default')
    .option('--project <project>', 'project of the resource')
    .option('--model <model>', 'the model asked for')
    .option('--purpose <purpose>', 'what for')
    .option('--address <address>', 'where from')
    .option('--at <time>', 'as if it were then (RFC 3339)')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall policy why req_01k9zq…\n  ringwall policy why --principal usr_01k9zq… --action body.open --resource project:clinic',
    )
    .action(async (request, flags) =>
      done(await (await import('../commands/policy-why.ts')).why(request, flags, terminal)),
    );
}

function addGrantCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/grant.ts');
  const grant = program.command('grant').description('Who holds which role, and where');
  withJson(withPlace(grant.command('create <to> <role>')))
    .description(
      'Grant a role to a user, service or agent: admin, security, engineer, compliance, auditor, service',
    )
    .option('--project <project>', "project it holds in; '*' for every one", 'default')
    .option('--route <route>', 'for this route alone')
    .option('--model <model>', 'for this model alone')
    .option('--dataset <dataset>', 'for this dataset alone')
    .option('--expires <time>', 'when it ends: a duration such as 30d or 12h, or a time in RFC 3339')
    .addHelpText(
      'after',
      "\nExamples:\n  ringwall grant create usr_01k9zq… engineer --project clinic\n  ringwall grant create usr_01k9zq… auditor --project '*' --expires 30d",
    )
    .action(async (to, role, flags) => done(await (await load()).createGrant(to, role, flags, terminal)));
  withJson(withPlace(grant.command('list')))
    .description('List who holds which role')
    .option('--to <id>', 'what one user, service or agent holds')
    .option('--project <project>', "what is held in one project; '*' for what is held in every one")
    .addHelpText('after', '\nExample:\n  ringwall grant list --to usr_01k9zq…')
    .action(async (flags) => done(await (await load()).listGrants(flags, terminal)));
  withJson(withPlace(grant.command('revoke <id>')))
    .description('Revoke a grant, effective at once; running answers it allowed are cut off')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall grant revoke gra_01k9zq… --yes')
    .action(async (id, flags) => done(await (await load()).revokeGrant(id, flags, terminal)));
}
