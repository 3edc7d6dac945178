/**
 * Questions that no corpus of computer science answers: everyday life and other sciences, made from
 * patterns so that there are enough to fit on.
 */
const PATTERNS: { patterns: string[]; fillings: string[]; science?: boolean }[] = [
  {
    patterns: [
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
