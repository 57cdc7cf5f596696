import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopbackName } from '../config/loopback.ts';

const yearSeconds = 31_536_000;

/**
 * Tells a browser to speak TLS alone to this host for a year (RFC 6797). Not where it is this machine: the word counts
 * for every port of a name, and other servers on this machine may speak plain HTTP.
 */
export async function stayOnTls({ headers }: FastifyRequest, reply: FastifyReply): Promise<void> {
  const host = (headers.host ?? '').replace(/:\d{1,5}$/, '');
  if (!isLoopbackName(host)) reply.header('strict-transport-security', `max-age=${yearSeconds}`);
}
