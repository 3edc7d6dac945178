/** A set-up that cannot go on; the message says what to type. */
export class SetUpProblem extends Error {}
