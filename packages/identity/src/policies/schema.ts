import { actions, type Resource, roles, type Who } from '@ringwall/core';
import { actionGroups, groupsOf } from './action-groups.ts';

/** Namespace of every type and action in policies. */
export const namespace = 'Ringwall';

/** Entity types of those who ask. */
export const principalTypes = {
  user: 'User',
  service: 'Service',
  agent: 'Agent',
  shell: 'Shell',
} as const satisfies Record<Who['type'], string>;

/** Entity types of what is asked about. A user or a service may be either. */
export const resourceTypes = {
  route: 'Route',
  model: 'Model',
  dataset: 'Dataset',
  project: 'Project',
  server: 'Server',
  ledger: 'Ledger',
  request: 'Request',
  key: 'Key',
  session: 'Session',
  user: 'User',
  service: 'Service',
  grant: 'Grant',
  policy: 'Policy',
  limit: 'Limit',
  approval: 'Approval',
  certificate: 'Certificate',
  subject: 'Subject',
  hold: 'Hold',
} as const satisfies Record<Resource['kind'], string>;

/** What an action may be about, by its first word, beside the server and a project. */
const aboutWhat: Readonly<Record<string, readonly Resource['kind'][]>> = {
  route: ['route', 'model', 'dataset'],
  traffic: ['request'],
  body: ['request'],
  ledger: ['ledger', 'request'],
  key: ['key'],
  user: ['user'],
  service: ['service'],
  grant: ['grant'],
  policy: ['policy'],
  limit: ['limit'],
  approval: ['approval'],
  certificate: ['certificate'],
  subject: ['subject'],
  hold: ['hold'],
  session: ['session'],
  account: ['user', 'session'],
};

const principals = Object.values(principalTypes);
const resources = Object.values(resourceTypes).filter((type) => !principals.some((name) => name === type));

/** What the schema says beside entity types and actions. A list that is not there confines nothing. */
const context = `type Scope = {
  project?: Project,
  routes?: Set<String>,
  models?: Set<String>,
  datasets?: Set<String>,
  purposes?: Set<String>,
  administration: Bool,
};
type Context = {
  credential: { kind: String, id: String },
  scope?: Scope,
  model?: String,
  purpose?: String,
  address?: ipaddr,
  now: datetime,
};`;

/** The schema of policies in Cedar's own notation, made from the actions of the product. */
export const schemaText = `namespace ${namespace} {
entity Role enum [${quoted(roles)}];
entity ${principals.join(', ')} in [Role, Project] { id: String };
entity ${resources.join(', ')} in [Project] { id: String };
${context}
action ${quoted(Object.keys(actionGroups))};
${actions.map(actionDeclaration).join('\n')}
}
`;

function actionDeclaration(action: (typeof actions)[number]): string {
  const groups = groupsOf.get(action) ?? [];
  const memberOf = groups.length === 0 ? '' : ` in [${quoted(groups)}]`;
  const [family = ''] = action.split('.', 1);
  const kinds = ['server', 'project', ...(aboutWhat[family] ?? [])] as const;
  const to = kinds.map((kind) => resourceTypes[kind]).join(', ');
  return `action "${action}"${memberOf} appliesTo { principal: [${principals.join(', ')}], resource: [${to}], context: Context };`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => JSON.stringify(name)).join(', ');
}
