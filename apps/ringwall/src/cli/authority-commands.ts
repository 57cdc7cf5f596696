import { type Command, InvalidArgumentError } from 'commander';
import { several, withJson, withPlace } from './common-flags.ts';
import type { Terminal } from './terminal.ts';

type Done = (code: number | undefined) => void;

const maxDays = 398;

/** `ringwall ca …`. Loaded when it runs. */
export function addAuthorityCommands(program: Command, terminal: Terminal, done: Done): void {
  const load = () => import('../commands/authority.ts');
  const ca = program
    .command('ca')
    .description(
      'The certificate authority of this server: for its own listeners, and for services that call it',
    );
  withJson(withPlace(ca.command('init')))
    .description('Make the authority; its key stays in the server, sealed')
    .option(
      '--trust-domain <name>',
      'of the SPIFFE identities it gives (default: one of this installation alone)',
    )
    .option(
      '--permit <name>',
      'host name or network its certificates may be for, beside private addresses; may be repeated',
      several,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ca init\n  ringwall ca init --trust-domain example.org --permit ai.example.org --permit 203.0.113.0/24',
    )
    .action(async (flags) => done(await (await load()).createAuthority(flags, terminal)));
  withJson(withPlace(ca.command('show')))
    .description('Print its certificate, which whoever calls this server has to trust')
    .addHelpText('after', '\nExamples:\n  ringwall ca show > ringwall-ca.pem\n  ringwall ca show --json')
    .action(async (flags) => done(await (await load()).showAuthority(flags, terminal)));
  withJson(withPlace(ca.command('issue')))
    .description('Make a key here and a certificate for it; the server never sees the key')
    .option('--service <id>', 'for this service or agent, to show when it calls')
    .option('--name <name>', 'for a server of this host name or address; may be repeated', several)
    .option('--days <days>', 'how long it is good (default: 30)', parseDays)
    .option('--request <file>', 'certify the key of this request (PKCS #10, PEM) instead; - is stdin')
    .option('--out <prefix>', 'write <prefix>.pem and <prefix>.key (default: the service or the first name)')
    .addHelpText(
      'after',
      '\nExamples:\n  ringwall ca issue --service svc_01k9zq… --out search\n  ringwall ca issue --name db.internal --name 10.0.0.7 --days 90\n  ringwall ca issue --service svc_01k9zq… --request search.csr --out search',
    )
    .action(async (flags) => done(await (await load()).issueCertificate(flags, terminal)));
  withJson(withPlace(ca.command('list')))
    .description('List the certificates it has issued')
    .addHelpText('after', '\nExample:\n  ringwall ca list')
    .action(async (flags) => done(await (await load()).listCertificates(flags, terminal)));
  withJson(withPlace(ca.command('revoke <id>')))
    .description('Refuse a certificate from now on, also on connections that are open')
    .requiredOption('--reason <text>', 'why; it goes on record')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExample:\n  ringwall ca revoke crt_5c0f… --reason "laptop lost"')
    .action(async (id, flags) => done(await (await load()).revokeCertificate(id, flags, terminal)));
  withJson(withPlace(ca.command('crl')))
    .description('Print the list of what was revoked, signed, for other servers that trust this authority')
    .addHelpText('after', '\nExample:\n  ringwall ca crl > ringwall.crl')
    .action(async (flags) => done(await (await load()).printRevocationList(flags, terminal)));
}

function parseDays(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= maxDays) return Number(text);
  throw new InvalidArgumentError(`A number of days from 1 to ${maxDays}.`);
}
