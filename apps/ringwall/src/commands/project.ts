import type { CommonFlags } from '../cli/common-flags.ts';
import { everyPage } from '../cli/every-page.ts';
import { projectReply } from '../cli/principal-replies.ts';
import { serverClient } from '../cli/server-client.ts';
import { print, printJson, printJsonLines, printTable, type Terminal } from '../cli/terminal.ts';

/** Makes a project. */
export async function createProject(
  id: string,
  flags: CommonFlags & { readonly name?: string },
  terminal: Terminal,
): Promise<number> {
  const body = { id, ...(flags.name !== undefined && { name: flags.name }) };
  const reply = await serverClient(flags, terminal).call('POST', '/api/projects', body);
  if (flags.json) printJson(terminal, reply);
  else print(terminal, projectReply.parse(reply).id);
  return 0;
}

export async function listProjects(flags: CommonFlags, terminal: Terminal): Promise<number> {
  const projects = await everyPage(serverClient(flags, terminal), '/api/projects', { item: projectReply });
  if (flags.json) {
    printJsonLines(terminal, projects);
    return 0;
  }
  const rows = projects.map(({ id, name, createdAt }) => [id, name, createdAt]);
  printTable(terminal, ['ID', 'NAME', 'CREATED'], rows);
  return 0;
}
