import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataDirectory, type Environment } from './file.ts';
import { loadConfig } from './load.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ringwall-config-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function load(yaml: string, env: Environment = {}, flags = {}) {
  await writeFile(join(directory, 'ringwall.config.yaml'), yaml);
  return loadConfig(flags, env, directory);
}
async function complaint(yaml: string, env: Environment = {}): Promise<string> {
  try {
    await load(yaml, env);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'accepted';
}

describe('the configuration', () => {
  test('is the demo without any upstream, and real with a key in the environment', async () => {
    expect(await load('')).toMatchObject({
      demo: true,
      routes: [],
      dataDirectory: join(directory, 'ringwall-data'),
    });
    const real = await load('', { OPENAI_API_KEY: ' sk-a ', ANTHROPIC_API_KEY: 'b' });
    expect(real.demo).toBe(false);
    expect(real.routes).toMatchObject([
      { name: 'openai', models: ['*'], provider: { baseUrl: 'https://api.openai.com/v1', auth: 'bearer' } },
      {
        name: 'anthropic',
        models: ['*'],
        provider: { baseUrl: 'https://api.anthropic.com', auth: 'x-api-key' },
      },
    ]);
    expect(real.routes[0]?.provider.credential?.reveal()).toBe('sk-a');
    expect(JSON.stringify(real)).not.toContain('sk-a');
  });

  test('takes flags before the environment, that before the file, that before defaults', async () => {
    const yaml = 'data: from-file\ngateway: { port: 1 }\nconsole: { port: 2 }\n';
    const env = { RINGWALL_GATEWAY_PORT: '3', RINGWALL_DATA: 'from-env' };
    expect(await load(yaml)).toMatchObject({
      gateway: { port: 1 },
      dataDirectory: join(directory, 'from-file'),
    });
    expect(await load(yaml, env)).toMatchObject({ gateway: { port: 3 }, console: { port: 2 } });
    expect(await load(yaml, env, { port: 4, data: 'from-flag' })).toMatchObject({
      gateway: { port: 4 },
      dataDirectory: join(directory, 'from-flag'),
    });
    expect(dataDirectory({}, env, directory)).toBe(join(directory, 'from-env'));
  });

  test('gives a provider without routes one of its own name', async () => {
    const { routes } = await load(
      'providers: { local: { protocol: openai, baseUrl: "http://127.0.0.1:1/v1/" } }\n',
    );
    expect(routes).toMatchObject([
      {
        name: 'local',
        protocol: 'openai',
        keepBodies: false,
        provider: { baseUrl: 'http://127.0.0.1:1/v1', auth: 'none' },
      },
    ]);
  });

  test.each([
    ['a host that is not this machine', 'gateway: { host: 0.0.0.0 }', /0\.0\.0\.0 is not a loopback address/],
    [
      'a password in a URL',
      'providers:\n  a: { protocol: openai, baseUrl: "https://u:hunter2@x/v1" }',
      /:2:\d+: providers\.a\.baseUrl: must not carry/,
    ],
    [
      'plain HTTP to another machine',
      'providers: { a: { protocol: openai, baseUrl: "http://x/v1" } }',
      /must be https/,
    ],
    [
      'a profile that does not exist',
      'providers: { a: { protocol: openai } }\nroutes: [{ name: r, provider: a, profile: lax }]',
      /:2:\d+: routes\.0\.profile: /,
    ],
    ['a provider that does not exist', 'routes: [{ name: r, provider: nobody }]', /no provider nobody/],
    [
      'two routes of one name',
      'providers: { a: { protocol: openai } }\nroutes: [{ name: r, provider: a }, { name: r, provider: a }]',
      /two routes are named r/,
    ],
    [
      'a variable that is not set',
      'providers: { a: { protocol: openai, apiKeyEnv: NOT_SET } }',
      /NOT_SET is not set/,
    ],
    [
      'a file that is not there',
      'providers: { a: { protocol: openai, apiKeyFile: nowhere } }',
      /apiKeyFile cannot be read/,
    ],
    ['a limit of nothing', 'limits: { maxBodyBytes: 0 }', /:1:\d+: limits\.maxBodyBytes: /],
  ])('with %s is refused', async (_what, yaml, wanted) => {
    const said = await complaint(yaml);
    expect(said).toMatch(wanted);
    expect(said).not.toContain('hunter2');
  });

  test('refuses a port in the environment that is none', async () => {
    expect(await complaint('', { RINGWALL_GATEWAY_PORT: 'http' })).toContain('RINGWALL_GATEWAY_PORT');
  });
});
