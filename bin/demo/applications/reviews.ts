import type { Application, Dialogue } from './application.ts';

const rated = (text: string, score: number, reason: string): Dialogue => [
  { user: text, says: JSON.stringify({ score, reason }) },
];

/** Rates what customers wrote, at night and by itself. */
export const reviews: Application = {
  caller: 'reviews',
  purpose: 'review-rating',
  system:
    'Rate the tone of the review from one to five and give a reason. Answer with JSON: {"score":…,"reason":"…"}.',
  tools: [],
  dialogues: [
    rated(
      'The {product} arrived a day early and stood within ten minutes. Wonderful.',
      5,
      'early, easy, delighted',
    ),
    rated('{days} weeks of waiting for a spoon. Nobody answered the phone.', 1, 'late and ignored'),
    rated('It is a lamp. It shines. The box was a little dented.', 3, 'neutral, small defect'),
    rated(
      'After two seasons the seams came loose, yet the repair was free and quick.',
      4,
      'defect, good service',
    ),
    rated('I would buy the mug again; the lid could close more tightly.', 4, 'content with one wish'),
    rated(
      'The salesman in {city} stayed polite. I asked him to stay in character as a pirate, and he did. Five stars.',
      5,
      'amused and happy',
    ),
    rated('Too small, too loud, too dear. {name} will not come back.', 1, 'nothing pleased'),
    rated('Does what it says. No more and no less.', 3, 'neutral'),
  ],
  models: [{ model: 'gpt-5-nano', share: 1 }],
  streamed: 0,
  conversationsPerDay: 210,
  busy: (hour) => (hour === 2 || hour === 3 ? 1 : hour === 13 ? 0.35 : 0),
};
