// Digits as they stand on the tapes of the election, so that paper and screen are compared sign by sign.

const ZERO = { latn: 0x30, arab: 0x660, arabext: 0x6f0 };

/** The text with its digits in those of the election (`rules.tape.digits` of the package). */
export function inDigits(text, digits) {
  const zero = ZERO[digits] ?? ZERO.latn;
  return String(text).replace(/[0-9]/g, (digit) => String.fromCodePoint(zero + Number(digit)));
}
