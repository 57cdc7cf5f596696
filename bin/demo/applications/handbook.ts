import { type Application, officeHours } from './application.ts';

const passages =
  'Passages of the handbook:\n' +
  '[p. 12] Leave. Everybody has 28 days a year, from the first day on in twelfths. Five days may be taken into March of the next year. ' +
  'Leave of more than ten days in a row is agreed on six weeks before. Whoever is ill during leave gets these days back with a certificate.\n' +
  '[p. 31] Orders. Up to 500 euros everybody orders by themselves; up to 5,000 the head of the team signs; above that two of the board. ' +
  'Software is ordered through the desk in {city}, also when it is free of charge.\n' +
  '[p. 44] Travel. Trains before planes. The form is T-7; the receipts are handed in within four weeks. A hotel may cost 130 euros a night, ' +
  'in the largest cities 170. Days that begin before six or end after ten count as one and a half.\n' +
  '[p. 58] House. What is broken is reported at the desk or in the app under "House"; the desk answers within {days} working days.\n\n';

/** Answers colleagues from the handbook; the passages come from a search before it. */
export const handbook: Application = {
  caller: 'handbook',
  purpose: 'handbook',
  system:
    'Answer from the passages of the handbook alone, and name the page. Say so where they do not answer it.',
  tools: [],
  dialogues: [
    [
      {
        user: `${passages}How many days of leave do I have in my first year?`,
        says: '28 days a year, from your first day on in twelfths (p. 12). If you began in April, that is 21.',
      },
    ],
    [
      {
        user: `${passages}Who signs an order above five thousand euros?`,
        says: 'Two members of the board (p. 31).',
      },
    ],
    [
      {
        user: `${passages}Where do I report a broken window in the warehouse?`,
        says: 'At the desk, or in the app under "House"; expect an answer within {days} working days (p. 58).',
      },
    ],
    [
      {
        user: `${passages}Which form do I need for a business trip by train?`,
        says: 'T-7. Hand the receipts in within four weeks (p. 44).',
      },
      {
        user: 'And how much may the hotel in {city} cost?',
        says: '130 euros a night, 170 in the largest cities (p. 44). The handbook does not list which these are; ask the desk.',
      },
    ],
    [
      {
        user: `${passages}I was ill for two days of my holiday. Are they lost?`,
        says: 'No. With a certificate you get both days back (p. 12).',
      },
    ],
    [
      {
        user: `${passages}May I order a design tool that is free?`,
        says: 'Yes, but through the desk in {city}: software goes through it also when it is free of charge (p. 31).',
      },
    ],
    [
      {
        user: `${passages}How many weeks of parental leave are there?`,
        says: 'The passages do not say. Please ask the people team.',
      },
    ],
  ],
  models: [
    { model: 'claude-sonnet-5', share: 0.7 },
    { model: 'claude-haiku-4-5', share: 0.3 },
  ],
  streamed: 0.3,
  conversationsPerDay: 160,
  busy: officeHours,
  subjects: { prefix: 'employee', count: 140 },
};
