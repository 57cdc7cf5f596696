/** The roles in one line each, as the form that grants them says it; the matrix under Roles has the whole of it. */
export const grantable = [
  { role: 'admin', says: 'Everything but what only the shell of the machine may do.' },
  { role: 'security', says: 'Reads everything, opens bodies, sets limits and policies, revokes, approves.' },
  { role: 'engineer', says: 'Uses routes, makes keys and services, reads traffic.' },
  { role: 'compliance', says: 'Reads everything, opens bodies, places holds, erases persons, approves.' },
  { role: 'auditor', says: 'Reads and exports, changes nothing, for at most 92 days.' },
  { role: 'service', says: 'Uses routes, and nothing else.' },
] as const;
