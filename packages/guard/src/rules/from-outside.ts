import type { Part } from '@ringwall/core';

/**
 * Whether a part was written by someone other than the application and its model. The model's own earlier
 * answers are left out: one that refused an attack quotes it, and would block the conversation for good.
 */
export function isFromOutside(part: Omit<Part, 'text'>): boolean {
  const { role, trust } = part;
  return trust === 'untrusted' && (role === 'user' || role === 'tool' || role === 'other');
}
