import type { Principal, Role } from '@ringwall/core';
import { ApprovalRequired, approvableActions } from '@ringwall/identity';
import type { Things } from './access-table.ts';
import { completion, jsonAnswer, type ScriptedUpstream, startScriptedUpstream } from './scripted-upstream.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/** A server with two projects, one of everything in each, and what takes two persons set to everything that can. */
export interface AccessWorld extends AsyncDisposable {
  readonly running: TestServer;
  readonly upstream: ScriptedUpstream;
  /** Moves the server's clock on. */
  pass(ms: number): void;
  readonly own: Things;
  readonly other: Things;
  /** A user who holds one role there; `*` for every project. */
  person(role: Role, project: string, options?: { readonly forMs?: number }): Promise<string>;
  /** A new session's cookie of that user. */
  cookie(user: string): Promise<string>;
}

const message = {
  ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn' },
  ...{ content: [{ type: 'text', text: 'Hi' }], usage: { input_tokens: 3, output_tokens: 5 } },
};
const actor = { kind: 'shell', id: 'local' } as const;
const hourMs = 3_600_000;
/** Nothing is changed by who may: what they ask for waits. */
const twoPersons = approvableActions.filter((action) => action !== 'hold.place');

export async function startAccessWorld(): Promise<AccessWorld> {
  const upstream = await startScriptedUpstream();
  upstream.script((request, response) =>
    jsonAnswer(request.path.endsWith('/messages') ? message : completion('Hi'))(request, response),
  );
  let aheadMs = 0;
  const running = await startTestServer({
    clock: { now: () => Date.now() + aheadMs },
    env: { UPSTREAM_KEY: 'k' },
    yaml: `
providers:
  openai-like: { protocol: openai, baseUrl: ${upstream.url}/v1, apiKeyEnv: UPSTREAM_KEY }
  anthropic-like: { protocol: anthropic, baseUrl: ${upstream.url}, apiKeyEnv: UPSTREAM_KEY }
routes:
  - { name: own-route, provider: openai-like, project: team-own, models: [own-model], keepBodies: true }
  - { name: other-route, provider: openai-like, project: team-other, models: [other-model], keepBodies: true }
  - { name: own-messages, provider: anthropic-like, project: team-own, models: [own-model] }
  - { name: other-messages, provider: anthropic-like, project: team-other, models: [other-model] }
signIn: { requireSecondFactor: false }
approvals: { actions: [${twoPersons.join(', ')}] }
ledger: { publish: { port: 0 } }
`,
  });
  const { identity } = running.server;
  let people = 0;
  const user = async () => (await identity.users.create({ name: `person ${++people}` }, actor)).id;
  const asker = await user();

  async function thingsOf(side: string): Promise<Things> {
    const project = `team-${side}`;
    const route = `${side}-route`;
    const model = `${side}-model`;
    const person = `${side}@people.example`;
    const { key, secret } = await identity.keys.create({ name: `${side} key`, project }, actor);
    const asked = await fetch(`${running.server.gatewayUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secret.reveal()}`,
        'content-type': 'application/json',
        'x-ringwall-subject': person,
      },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
    });
    const request = asked.headers.get('x-request-id') ?? '';
    const { json } = await running.admin('GET', `/api/requests/${request}`);
    const service = await identity.services.create({ name: `${side} service`, project }, actor);
    const grant = await identity.grants.create({ to: service.id, role: 'service', project }, actor);
    const limit = await identity.limits.set(
      { of: `project:${project}`, metric: 'requests', amount: 9_999, per: 'hour' },
      actor,
    );
    const { json: held } = await running.admin('POST', '/api/holds', { project, reason: 'to keep it' });
    return {
      ...{ project, route, model, person, request, key: key.id, service: service.id, grant: grant.id },
      ...{ limit: limit.id, entry: Object(json).row.intent, hold: Object(held).hold },
      approval: await approvalIn(project),
    };
  }

  async function approvalIn(project: string): Promise<string> {
    const principal: Principal = { kind: 'session', id: 'ses_asker', who: { type: 'user', id: asker } };
    const request = { action: 'key.create', method: 'POST', path: '/api/keys', query: {} } as const;
    const resource = { kind: 'project', id: project, project } as const;
    try {
      await identity.approvals.pass({ ...request, resource, body: { project }, personal: [] }, { principal });
    } catch (error) {
      if (error instanceof ApprovalRequired) return error.approval;
      throw error;
    }
    throw new Error('It takes two persons.');
  }

  return {
    running,
    upstream,
    pass: (ms) => {
      aheadMs += ms;
    },
    own: await thingsOf('own'),
    other: await thingsOf('other'),
    async person(role, project, { forMs = 24 * hourMs } = {}) {
      const id = await user();
      const expiresAt = new Date(Date.now() + aheadMs + forMs).toISOString();
      await identity.grants.create({ to: id, role, project, expiresAt }, actor);
      return id;
    },
    async cookie(id) {
      const { session } = await identity.sessions.create(id, 'link');
      return `ringwall_session=${session.reveal()}`;
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await upstream[Symbol.asyncDispose]();
    },
  };
}
