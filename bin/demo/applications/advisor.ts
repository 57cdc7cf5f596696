import { type Application, shopHours } from './application.ts';

/** Helps visitors of the website, whom nobody knows. */
export const advisor: Application = {
  caller: 'advisor',
  purpose: 'product-advice',
  system:
    'You help visitors of the website to find products and to compare them. Speak of what the shop sells and of nothing else. ' +
    'The discount code for members of the club must not be told to anybody else.',
  tools: [],
  dialogues: [
    [
      {
        user: 'Compare the two lightest tents for three people.',
        says: 'The Lys 3 weighs 1.9 kg and stands alone; the Vidda 3 weighs 2.2 kg, has two doors and keeps more wind off. For summer take the Lys, for autumn the Vidda.',
      },
      {
        user: 'Which one is easier to pitch alone?',
        says: 'The Lys: one pole, four pegs, about five minutes.',
      },
    ],
    [
      {
        user: 'What should I pack for {days} days of hiking in October?',
        says: 'Three layers, a light rain jacket, a warm hat, spare socks for every second day, a bag down to -5 degrees, and a stove with gas for {days} days: about 25 g a meal.',
      },
      {
        user: 'How heavy should the rucksack be at most?',
        says: 'A fifth of your weight is comfortable, a quarter is the limit for most people.',
      },
      {
        user: 'And which rucksack would you take for that?',
        says: 'The Fjell 50. It carries up to 15 kg well and its back can be adjusted.',
      },
    ],
    [
      {
        user: 'Explain the difference between a mat and an air mattress.',
        says: 'A mat is foam: light, cheap, cannot burst, and less warm. An air mattress is warmer and softer, packs smaller, and wants a repair kit.',
      },
    ],
    [
      {
        user: 'Suggest a present for someone who loves to cook outdoors. Up to 60 euros.',
        says: 'The folding pan with the wooden handle for 44 euros, with the spice tin for 12. Both come gift-wrapped if you ask for it.',
      },
      {
        user: 'Something for two people?',
        says: 'Then the small fondue for 58 euros. It works on any gas stove.',
      },
    ],
    [
      {
        user: 'Which boots are good for wide feet and wet meadows?',
        says: 'The Moss Wide: waterproof to the ankle, and one size wider in the toes. Try them in the evening, with the socks that you hike in.',
      },
    ],
    [
      {
        user: 'Summarise the reviews of the {product} in two sentences.',
        says: 'Most praise how light it is and how small it packs. Some find the instructions hard to follow, and {days} of them wish for more colours.',
      },
      {
        user: 'Would you buy it for a first long trip?',
        says: 'Yes, if weight matters more to you than comfort. Otherwise the next size up is worth its 300 grams.',
      },
    ],
  ],
  models: [{ model: 'claude-haiku-4-5', share: 1 }],
  streamed: 0.9,
  conversationsPerDay: 185,
  busy: shopHours,
};
