// Why an input is not believed: a stable code that the texts of every language have a sentence for, and details for programs.
//
// Whatever is wrong in an input ends as one of these; any other exception is a mistake of this page.

/** An input that is not what it should be. `code` names a sentence of words/; `facts` are its arguments. */
export class Refusal extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

/** Refuses with `code` unless the condition holds. */
export function demand(condition, code, facts) {
  if (!condition) throw new Refusal(code, facts);
}

/** The refusal that ends an action, or undefined; exceptions that are none go on. */
export function refusalOf(action) {
  try {
    action();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  return undefined;
}
