import { serverClient } from '../../cli/server-client.ts';
import { version } from '../../version.ts';
import { type Found, ok, warning, wrong } from '../finding.ts';
import type { Check, Patient } from '../patient.ts';

/** Whether a server runs, which one, and what it says is wrong with it. */
export const serverCheck: Check = {
  id: 'server',
  async examine(patient) {
    const { status, directory } = patient;
    if (status === undefined) return [ok(`None runs on ${directory}: start one with \`ringwall start\``)];
    const alarms = status.alarms.map(({ title, detail, advice }) =>
      wrong(detail === undefined ? title : `${title}: ${detail}`, {
        why: 'The server raises an alarm.',
        advice,
      }),
    );
    return [
      ok(`Version ${status.version}, up since ${status.startedAt}`),
      ...versionFindings(status.version),
      ...(await readiness(patient)),
      ...alarms,
    ];
  },
};

function versionFindings(running: string): readonly Found[] {
  if (running === version) return [];
  return [
    warning(`This command is version ${version}, and the server ${running}`, {
      why: 'They may not understand each other.',
      advice: 'Start the server again with the version that is installed.',
    }),
  ];
}

async function readiness({ flags, directory, terminal }: Patient): Promise<readonly Found[]> {
  const asked = serverClient({ ...flags, data: directory }, terminal).call('GET', '/readyz');
  return asked.then(
    () => [],
    (error: unknown) => [
      wrong('It is not ready to take requests', {
        why: 'A load balancer that asks /readyz sends it none.',
        advice:
          `Look at disk, ledger and database here. ${error instanceof Error ? error.message : ''}`.trimEnd(),
      }),
    ],
  );
}
