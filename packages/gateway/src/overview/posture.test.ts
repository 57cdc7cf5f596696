import { threats } from '@ringwall/core';
import { shippedDetectors, shippedProfiles } from '@ringwall/guard';
import { describe, expect, test } from 'vitest';
import type { GatewayRoute } from '../routing.ts';
import { providerDefaults } from '../upstream/provider.ts';
import { postureOf } from './posture.ts';

const route = (profile: string): GatewayRoute => ({
  ...{
    name: profile,
    protocol: 'openai',
    project: 'default',
    models: ['*'],
    strict: true,
    keepBodies: false,
  },
  provider: { ...providerDefaults.openai, id: 'p', protocol: 'openai', auth: 'none' },
  profile,
});
const parts = { detectors: shippedDetectors, profiles: shippedProfiles };

describe('the posture', () => {
  test('says of every threat what stands against it, and claims nothing where nothing does', () => {
    const posture = postureOf({ ...parts, routes: [route('balanced')] }, new Map());
    expect(posture.map(({ threat }) => threat)).toEqual(threats);
    expect(posture.filter(({ detectors }) => detectors.length > 0).map(({ threat }) => threat)).toEqual([
      'prompt-injection',
      'sensitive-disclosure',
    ]);
    for (const { detectors, routes, testedAt } of posture) {
      if (detectors.length === 0) expect(routes.map(({ decision }) => decision)).toEqual(['allow']);
      expect(testedAt).toBeUndefined();
    }
  });

  test('tells a profile that stops from one that only looks', () => {
    const routes = shippedProfiles.map(({ id }) => route(id));
    const [injection] = postureOf({ ...parts, routes }, new Map());
    expect(injection?.routes.map(({ profile, decision }) => [profile, decision])).toEqual([
      ['observe', 'flag'],
      ['balanced', 'block'],
      ['strict', 'block'],
    ]);
  });

  test('claims nothing of a profile it does not know', () => {
    const [injection] = postureOf({ ...parts, routes: [route('unheard-of')] }, new Map());
    expect(injection?.routes[0]?.decision).toBe('allow');
  });
});
