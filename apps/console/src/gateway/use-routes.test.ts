import { expect, test } from 'vitest';
import { routeToTry } from './use-routes.ts';

const route = (name: string) => ({
  ...{ name, project: 'default', provider: 'p', models: ['m'], profile: 'balanced' },
  ...({ protocol: 'openai', strict: false, keepBodies: false, demo: false } as const),
});
const containment = {
  ...{ since: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z', reason: 'an attack' },
  by: { kind: 'shell', id: 'local' },
};
const observes = ({ name }: { readonly name: string }) => name.startsWith('observing');

test('things are tried on a route that stops attacks, and on one in service before one that is not', () => {
  const [first, second, third] = [route('observing'), { ...route('a'), containment }, route('b')];
  expect(routeToTry([first, second, third], observes)).toBe(third);
  expect(routeToTry([second, first], observes)).toBe(first);
  expect(routeToTry([second], observes)).toBe(second);
  expect(routeToTry([], observes)).toBeUndefined();
});
