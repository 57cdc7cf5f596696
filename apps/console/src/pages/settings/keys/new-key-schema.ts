import * as z from 'zod/mini';
import { lifetimes } from '../../../ui/lifetime.ts';
import { field } from '../../../ui/schema-form/field-spec.ts';

/** Of its own for each field, since what is said of a schema is said of that one. */
const several = () => z.exactOptional(z.array(z.string()));
const severally = { kind: 'list', hint: 'Several with commas.', folded: true } as const;

/** What is asked for a new key; what is left out is left to the server. */
export const newKey = z.object({
  name: field(z.string().check(z.maxLength(64)), { label: 'Name', placeholder: 'search-service' }),
  days: field(z.exactOptional(z.string()), {
    ...{ label: 'Expires', kind: 'choice', placeholder: 'Never' },
    choices: lifetimes.filter(({ value }) => value !== ''),
  }),
  project: field(z.string(), { label: 'Project', kind: 'choice' }),
  owner: field(z.exactOptional(z.string()), {
    ...{ label: 'Belongs to', kind: 'choice', placeholder: 'Nobody: it speaks for itself' },
  }),
  routes: field(several(), {
    ...{ label: 'Routes; with none chosen, every route', kind: 'several' },
  }),
  models: field(several(), { ...severally, label: 'Models', placeholder: 'every model' }),
  datasets: field(several(), {
    ...{ ...severally, label: 'Datasets', placeholder: 'every dataset' },
  }),
  purposes: field(several(), {
    ...{ ...severally, label: 'Purposes', placeholder: 'any' },
    hint: 'Requests then have to name one in x-ringwall-purpose.',
  }),
  networks: field(several(), {
    ...{ ...severally, label: 'Networks', placeholder: 'any address' },
    hint: 'Such as 10.0.0.0/8 or 2001:db8::/32.',
  }),
  certificate: field(z.exactOptional(z.string()), {
    ...{ label: 'Client certificate', placeholder: 'none needed', mono: true, folded: true },
    hint: 'spiffe://… or sha256:… of the one it has to come with.',
  }),
  administration: field(z.exactOptional(z.boolean()), {
    ...{ label: 'May use the admin API', folded: true },
    hint: 'As far as whoever it belongs to may.',
  }),
});
