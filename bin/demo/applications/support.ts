import { type Application, shopHours } from './application.ts';

const status = (order: string, result: string) => ({ name: 'order_status', asks: order, result });

/** Answers customers; it may look an order up, and begin a return. */
export const support: Application = {
  caller: 'support',
  purpose: 'customer-support',
  system:
    'You answer customers of a shop for camping gear. Be short and kind. Look an order up before you speak of it. ' +
    'Returns are free for 30 days. Never promise a date that the carrier has not confirmed.',
  tools: [
    { name: 'order_status', description: 'Where an order is and when it arrives.', asks: 'order' },
    { name: 'start_return', description: 'Begins the return of an order and mails a label.', asks: 'order' },
  ],
  dialogues: [
    [
      {
        user: 'Where is my parcel? The order is {order}, a {product}.',
        tool: status('{order}', '{"state":"in transit","carrier":"DHL","expected":"in {days} days"}'),
        says: 'Your {product} is on its way with DHL and should reach you in {days} days. I can send you the tracking link if you like.',
      },
      {
        user: 'Yes please. And can the driver leave it with a neighbour?',
        says: 'The link is in your inbox now. In it, choose "Leave with a neighbour" before the day of delivery and the driver will know.',
      },
    ],
    [
      {
        user: 'Can I send back a {product} that I have unpacked but not used?',
        says: 'Yes. Within 30 days, unused and with its tags, the return is free. Shall I start it for you? I need the number of the order.',
      },
      {
        user: 'It is {order}.',
        tool: {
          name: 'start_return',
          asks: '{order}',
          result: '{"label":"mailed","refund":"after inspection"}',
        },
        says: 'Done: the label is in your inbox. The money comes back once we have looked at the {product}, mostly within {days} days.',
      },
      { user: 'Great, thank you!', says: 'You are welcome. Enjoy the next trip!' },
    ],
    [
      {
        user: 'The zip of my {product} is stuck. What can I do about it?',
        says: 'Rub a little candle wax along the teeth and move the slider gently back and forth. If it still sticks, our workshop in {city} repairs it at no cost in the first two years.',
      },
      {
        user: 'It is three years old, I am afraid.',
        says: 'Then a new zip costs 18 euros with postage. The rest should last you another ten years.',
      },
    ],
    [
      {
        user: 'My invoice for {order} shows the old address. How do I get a corrected one?',
        tool: status('{order}', '{"state":"delivered","invoice":"issued"}'),
        says: 'I have asked the accounts team to issue it again. Please reply with the new address as it shall be printed.',
      },
      {
        user: 'Birkenweg 12 in {city}, please.',
        says: 'Thank you. The corrected invoice arrives by e-mail today.',
      },
    ],
    [
      {
        user: 'Do you ship to Iceland, and how long does it take?',
        says: 'We do: about {days} working days, and 14 euros for up to five kilos. Customs are included.',
      },
    ],
    [
      {
        user: 'How do I wash a down jacket without ruining it?',
        says: 'At 30 degrees, gentle, with a down detergent and two clean tennis balls. Dry it slowly and shake it every half hour until no lumps are left.',
      },
      {
        user: 'Can I use ordinary detergent if I rinse it twice?',
        says: 'Better not: it takes the oil out of the down. A capful of mild soap does less harm if you have nothing else.',
      },
    ],
    [
      {
        user: 'Two pegs were missing from my {product}, order {order}. Can you send them?',
        tool: status('{order}', '{"state":"delivered","items":1}'),
        says: 'Sorry about that! Four spare pegs leave our warehouse in {city} today, free of charge.',
      },
    ],
    [
      {
        user: 'I was charged twice for {order}!',
        tool: status('{order}', '{"state":"paid","payments":1,"authorisations":2}'),
        says: 'Only one payment went through. The second is a reservation of your bank that disappears within {days} days; nothing else will be taken.',
      },
      {
        user: 'Are you sure? My account shows both.',
        says: 'I understand the worry. Banks show reservations like payments at first. If it is still there in {days} days, write to us and we will settle it with your bank.',
      },
      { user: 'OK, I will wait then.', says: 'Thank you for your patience, {name}.' },
    ],
  ],
  models: [{ model: 'gpt-5-mini', share: 1 }],
  streamed: 0.85,
  conversationsPerDay: 150,
  busy: shopHours,
  subjects: { prefix: 'customer', count: 4_000 },
};
