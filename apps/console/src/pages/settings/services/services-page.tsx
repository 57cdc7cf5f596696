import { Plus } from 'lucide-react';
import { Link } from 'wouter';
import type { Schema } from '../../../api/operations.ts';
import { useMay } from '../../../api/use-session.ts';
import { Button } from '../../../ui/button.tsx';
import { Command } from '../../../ui/command.tsx';
import { ListPage, TableFrame } from '../../../ui/list-page.tsx';
import { Loaded } from '../../../ui/loaded.tsx';
import { EmptyState } from '../../../ui/notice.tsx';
import { Cell, Row, Table } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { href, useUrlState } from '../../../url-state.ts';
import { useNames, useServicesList } from '../names.ts';
import { useAdding } from '../use-adding.ts';
import { NewService } from './new-service.tsx';
import { ServiceDetails } from './service-details.tsx';

const columns = [
  { title: 'Name' },
  { title: 'Kind', className: 'w-24 @max-[480px]:hidden' },
  { title: 'Project', className: 'w-32 @max-[480px]:hidden' },
  { title: 'Acts for', className: 'w-36 @max-[680px]:hidden' },
  { title: 'SPIFFE identity', className: 'w-64 @max-[900px]:hidden' },
  { title: 'State', className: 'w-28' },
];

/** The programs that have an identity of their own, and the agents that act for a person. */
export function ServicesPage() {
  const may = useMay();
  const [params, patch] = useUrlState();
  const services = useServicesList();
  const [adding, setAdding] = useAdding('service.create');
  const selected = services.data?.find(({ id }) => id === params.get('service'));
  return (
    <ListPage
      title="Services"
      actions={
        may('service.create') ? (
          <Button tone="accent" onClick={() => setAdding(true)}>
            <Plus size={14} aria-hidden="true" /> Add a service
          </Button>
        ) : null
      }
      panel={
        selected ? (
          <ServiceDetails key={selected.id} service={selected} close={() => patch({ service: undefined })} />
        ) : null
      }
    >
      {adding ? <NewService close={() => setAdding(false)} /> : null}
      <Loaded query={services}>
        {(all) =>
          all.length === 0 ? (
            <EmptyState title="No services yet">
              <p className="text-muted">
                A service holds keys, certificates and roles of its own; an agent does so within the rights of
                the person it acts for. Here, or by command:
              </p>
              <Command text="ringwall service create search" label="service command" />
            </EmptyState>
          ) : (
            <TableFrame>
              <Table label="Services" columns={columns}>
                {all.map((service) => (
                  <ServiceRow key={service.id} service={service} current={service.id === selected?.id} />
                ))}
              </Table>
            </TableFrame>
          )
        }
      </Loaded>
    </ListPage>
  );
}

function ServiceRow({ service, current }: { service: Schema<'ServiceSummary'>; current: boolean }) {
  const nameOf = useNames();
  const { id, name, type, project, onBehalfOf, spiffeId, disabledAt } = service;
  return (
    <Row current={current} id={id}>
      <Cell>
        <Link
          href={href('/settings/services', { service: id })}
          className="row-link"
          aria-current={current ? 'true' : undefined}
        >
          {name}
        </Link>
      </Cell>
      <Cell className="text-muted @max-[480px]:hidden">{type}</Cell>
      <Cell className="text-muted @max-[480px]:hidden">{project}</Cell>
      <Cell className="text-muted @max-[680px]:hidden">
        {onBehalfOf === undefined ? '–' : nameOf(onBehalfOf)}
      </Cell>
      <Cell className="font-mono text-sm text-muted @max-[900px]:hidden" title={spiffeId}>
        {spiffeId ?? '–'}
      </Cell>
      <Cell>
        <Tag tone={disabledAt === undefined ? 'accent' : 'plain'}>
          {disabledAt === undefined ? 'active' : 'disabled'}
        </Tag>
      </Cell>
    </Row>
  );
}
