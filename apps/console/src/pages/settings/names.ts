import { useAll } from '../../api/read.ts';
import { useMay } from '../../api/use-session.ts';

export function useUsers() {
  const may = useMay();
  return useAll('users', '/api/users', { enabled: may('user.list') });
}

export function useServicesList() {
  const may = useMay();
  return useAll('services', '/api/services', { enabled: may('service.list') });
}

export function useProjects() {
  const may = useMay();
  return useAll('projects', '/api/projects', { enabled: may('project.list') });
}

/** Whoever holds keys, grants and limits, by id; an id that cannot be looked up stays an id. */
export function useNames(): (id: string) => string {
  const users = useUsers().data ?? [];
  const services = useServicesList().data ?? [];
  const names = new Map([
    ...users.map(({ id, displayName }) => [id, displayName] as const),
    ...services.map(({ id, name }) => [id, name] as const),
  ]);
  return (id) => names.get(id) ?? id;
}

/** What a form may offer as an owner or holder. */
export function useHolders(): readonly { readonly value: string; readonly word: string }[] {
  const users = useUsers().data ?? [];
  const services = useServicesList().data ?? [];
  return [
    ...users
      .filter(({ disabledAt }) => disabledAt === undefined)
      .map(({ id, name, displayName }) => ({ value: id, word: `${displayName} (${name})` })),
    ...services
      .filter(({ disabledAt }) => disabledAt === undefined)
      .map(({ id, name, type, project }) => ({ value: id, word: `${name} (${type} in ${project})` })),
  ];
}
