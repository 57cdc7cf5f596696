import { z } from 'zod';

/** What the command line reads out of answers about people, services and projects; more members are let through. */
export const userReply = z.looseObject({
  id: z.string(),
  name: z.string(),
  displayName: z.string(),
  source: z.string(),
  createdAt: z.string(),
  disabledAt: z.string().optional(),
});

export const serviceReply = z.looseObject({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  project: z.string(),
  onBehalfOf: z.string().optional(),
  spiffeId: z.string().optional(),
  createdAt: z.string(),
  disabledAt: z.string().optional(),
});

export const projectReply = z.looseObject({ id: z.string(), name: z.string(), createdAt: z.string() });
