/**
 * Questions that no corpus of computer science answers: everyday life and other sciences, made from
 * patterns so that there are enough to fit on.
 */
const PATTERNS: { patterns: string[]; fillings: string[]; science?: boolean }[] = [
  {
    patterns: [
      'gdp and area of {}',
      'What is the capital of {}?',
      'How many people live in {}?',
      'best time of year to visit {}',
      'Which languages are spoken in {}?',
      'history of {} in the 19th century',
    ],
    fillings: [
      'Norway',
      'Peru',
      'Kenya',
      'Mongolia',
      'Portugal',
      'Vietnam',
      'Chile',
      'Finland',
      'Ghana',
      'Nepal',
    ],
  },
  {
    patterns: [
      'How do I cook {}?',
      'recipe for {}',
      'How long does {} keep in the fridge?',
      'What wine goes with {}?',
    ],
    fillings: [
      'lasagna',
      'risotto',
      'sourdough bread',
      'fried rice',
      'apple pie',
      'lentil soup',
      'roast chicken',
    ],
  },
  {
    patterns: [
      'How is {} treated?',
      'What are the symptoms of {}?',
      'Which paper reports a vaccine against {}?',
      'survival rates of {} after surgery',
      'Which drugs help against {}?',
    ],
    fillings: [
      'asthma',
      'malaria',
      'migraine',
      'tuberculosis',
      'lung cancer',
      'diabetes',
      'psoriasis',
      'leukemia',
    ],
    science: true,
  },
  {
    patterns: ['How do I {}?', 'What does it cost to {}?', 'Where can I {} near me?'],
    fillings: [
      'renew a driving licence',
      'repair a bicycle tyre',
      'open a bank account',
      'apply for a visa',
      'grow tomatoes',
      'tie a bow tie',
      'file my taxes',
      'train a puppy',
      'paint a wall',
      'learn the guitar',
    ],
  },
  {
    patterns: ['Who won {}?', 'Who wrote {}?', 'When was {} founded?', 'What is {} famous for?'],
    fillings: [
      'the world chess championship',
      'Don Quixote',
      'the Roman empire',
      'Real Madrid',
      'the Nobel prize for literature',
      'the University of Bologna',
      'Mozart',
    ],
  },
  {
    patterns: [
      'Which paper explains {}?',
      'What do we know about {}?',
      'how is {} measured',
      'Which work simulates {}?',
      'recent findings on {}',
    ],
    fillings: [
      'the mass of the neutrino',
      'plate tectonics',
      'coral bleaching',
      'black hole mergers',
      'photosynthesis in algae',
      'gene editing in rice',
      'ocean acidification',
      'superfluid helium',
      'volcanic eruptions',
      'bird migration',
      'perovskite solar cells',
      'the Hubble constant',
      'stem cell therapy',
      'glacier retreat',
      'antibiotic resistance in bacteria',
      'nuclear fusion in tokamaks',
      'inflation and unemployment',
      'child labour in the textile trade',
      'the fall of Byzantium',
    ],
    science: true,
  },
  {
    patterns: ['How do I fix {}?', 'Why does my {} make a noise?', 'replacing {} at home'],
    fillings: [
      'a dripping shower',
      'a flat tyre',
      'the washing machine',
      'a squeaking door',
      'a blown fuse',
      'the kitchen sink',
      'a broken zip',
    ],
  },
  {
    patterns: ['How much protein is in {}?', 'Is {} good for dogs?', 'price of {} per kilo'],
    fillings: ['a banana', 'cheddar cheese', 'peanut butter', 'brown rice', 'salmon', 'spinach'],
  },
  {
    patterns: ['Will it snow in {} next week?', 'cheap hotels in {}', 'train from {} to Lyon'],
    fillings: ['Oslo', 'Madrid', 'Chicago', 'Zurich', 'Kyoto', 'Cape Town'],
  },
  {
    patterns: ['How old is {}?', 'Who is married to {}?', 'In which film did {} play?'],
    fillings: [
      'Tom Hanks',
      'the queen of Denmark',
      'Cristiano Ronaldo',
      'Taylor Swift',
      'the pope',
    ],
  },
  {
    patterns: ['Who scored in {}?', 'When does {} begin?', 'tickets for {}'],
    fillings: [
      'the cup final of 2014',
      'the Olympic games in Athens',
      'the Tour de France',
      'Wimbledon',
      'the Super Bowl',
    ],
  },
  {
    patterns: ['How tall is {}?', 'Why is {} so expensive?', 'What is {} made of?'],
    fillings: [
      'the Eiffel tower',
      'Mount Everest',
      'saffron',
      'a wedding cake',
      'whisky',
      'a violin',
    ],
  },
  {
    patterns: ['{}', '{} please', 'hey, {}'],
    fillings: [
      'how are you',
      'tell me a story',
      'what time is it',
      'will it rain tomorrow',
      'thanks a lot',
      'sing me a song',
      'what is the meaning of life',
      'who are you',
      'book me a flight to Rome',
      'how old is the president',
      'convert 5 miles to kilometres',
      'translate good morning into Spanish',
      'buy cheap shoes online',
      'what should I wear today',
      'lottery numbers',
    ],
  },
];

/**
 * All of them in a fixed order; `sciences` off leaves out medicine and other sciences, which a large
 * corpus of computer science touches.
 */
export function foreignQuestions(sciences: boolean): string[] {
  return PATTERNS.filter(({ science }) => sciences || !science).flatMap(({ patterns, fillings }) =>
    fillings.flatMap((filling) => patterns.map((pattern) => pattern.replace('{}', filling))),
  );
}
