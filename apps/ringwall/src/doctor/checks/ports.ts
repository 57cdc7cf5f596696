import { once } from 'node:events';
import { createServer } from 'node:net';
import { bareHost } from '../../server/listen.ts';
import { type Found, ok, skipped, wrong } from '../finding.ts';
import type { Check, Patient } from '../patient.ts';
import { portHolder } from './port-holder.ts';

/** Whether the server has its ports, or could have them. */
export const portsCheck: Check = {
  id: 'ports',
  async examine({ config, status }) {
    if (config === undefined) return [skipped('The configuration does not say which')];
    const published = config.ledger.publish;
    const wanted = [
      { name: 'Gateway', ...config.gateway, held: status?.gateway.url },
      { name: 'Console', ...config.console, held: status?.console.url },
      ...(published === undefined ? [] : [{ name: 'Published log', ...published, held: undefined }]),
    ];
    return Promise.all(wanted.map((each) => examined(each, status)));
  },
};

interface Wanted {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly held: string | undefined;
}

async function examined({ name, host, port, held }: Wanted, status: Patient['status']): Promise<Found> {
  if (held !== undefined) return ok(`${name}: ${held}, held by this server`);
  if (port === 0) return ok(`${name}: any free port`);
  const fault = await listenFault(host, port);
  if (fault === undefined) return ok(`${name}: port ${port} is free`);
  if (fault === 'EADDRINUSE' && status !== undefined) return ok(`${name}: port ${port}, held by this server`);
  if (fault === 'EADDRINUSE') {
    const holder = await portHolder(port);
    return wrong(`${name}: port ${port} is taken by ${holder ?? 'another program'}`, {
      why: 'The server does not start where it cannot listen.',
      advice:
        'Stop that program, or choose another port with --port or --console-port, or in ringwall.config.yaml.',
    });
  }
  if (fault === 'EACCES')
    return wrong(`${name}: you may not listen on port ${port}`, {
      why: 'Ports below 1024 are for those that the system lets.',
      advice:
        'Choose one from 1024 on and put a reverse proxy before it, or give the service CAP_NET_BIND_SERVICE.',
    });
  return wrong(`${name}: ${host} is no address of this machine (${fault})`, {
    why: 'The server does not start where it cannot listen.',
    advice: 'Correct host in ringwall.config.yaml.',
  });
}

async function listenFault(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ host: bareHost(host), port, exclusive: true });
    await once(server, 'listening');
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  } finally {
    server.close();
  }
}
