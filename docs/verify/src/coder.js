// The count coder (docs/wire.md, sections 8.1 to 8.3 and 8.5): one non-negative integer that numbers are popped off.

import { demand } from './refusal.js';

const MOST_BYTES = 1024;
const MOST_DRAWS = 1 << 22;

/** A tally code while it is read. Everything wrong is refused as `tally-code`. */
export class Code {
  constructor(bytes) {
    demand(bytes.length <= MOST_BYTES && bytes[0] !== 0, 'tally-code');
    this.x = bytes.length === 0 ? 0n : BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`);
    this.draws = 0;
  }

  /** Pops one of n equally likely numbers. */
  uniform(n) {
    const size = BigInt(n);
    const rest = Number(this.x % size);
    this.x /= size;
    return rest;
  }

  /** Pops the place of one of two weights. */
  flag(usual, other) {
    const weights = new Weights([usual, other]);
    return this.pop(weights);
  }

  pop(weights) {
    const sum = BigInt(weights.sum);
    const quotient = this.x / sum;
    const rest = Number(this.x - quotient * sum);
    const [place, below] = weights.find(rest);
    this.x = quotient * BigInt(weights.of(place)) + BigInt(rest - below);
    return place;
  }

  push(place, weights) {
    const weight = BigInt(weights.of(place));
    const quotient = this.x / weight;
    const rest = this.x - quotient * weight;
    this.x = quotient * BigInt(weights.sum) + BigInt(weights.below(place)) + rest;
  }

  /** Counts that add up to n: Pólya's urn with weights `a`, of which each draw adds `b`. */
  urn(n, a, b) {
    if (a.length === 1) return [n];
    this.draws += n;
    demand(this.draws <= MOST_DRAWS, 'tally-code');
    const weights = new Weights(a);
    const counts = new Weights(a.map(() => 0));
    for (let left = n; left > 0; left -= 1) {
      const place = this.pop(weights);
      weights.add(place, b);
      counts.add(place, 1);
      this.push(place, counts);
    }
    return a.map((_, place) => counts.of(place));
  }

  /** A difference other than 0; undefined says that there is no number, where that may be said. */
  difference(mayLack = false) {
    const digits = this.uniform(32);
    if (mayLack && digits === 31) return undefined;
    demand(digits <= 20, 'tally-code');
    const place = 2 ** digits + this.uniform(2 ** digits);
    return place % 2 === 0 ? place / 2 : -(place + 1) / 2;
  }

  end() {
    demand(this.x === 0n, 'tally-code');
  }
}

/** Weights with their running sums, as a tree: a place is found among thousands in a few steps (docs/wire.md, 8.7). */
class Weights {
  constructor(weights) {
    this.weights = Array.from(weights);
    this.tree = new Float64Array(weights.length + 1);
    this.top = 1;
    while (this.top * 2 <= weights.length) this.top *= 2;
    this.sum = 0;
    weights.forEach((weight, place) => this.grow(place, weight));
  }

  of(place) {
    return this.weights[place];
  }

  add(place, more) {
    this.weights[place] += more;
    this.grow(place, more);
  }

  /** Sum of the weights before a place. */
  below(place) {
    let sum = 0;
    for (let at = place; at > 0; at -= at & -at) sum += this.tree[at];
    return sum;
  }

  /** The place with below(place) <= rest < below(place + 1), and below(place). */
  find(rest) {
    let [place, below] = [0, 0];
    for (let step = this.top; step > 0; step >>= 1) {
      const next = place + step;
      if (next < this.tree.length && below + this.tree[next] <= rest) {
        place = next;
        below += this.tree[next];
      }
    }
    return [place, below];
  }

  grow(place, more) {
    this.sum += more;
    for (let at = place + 1; at < this.tree.length; at += at & -at) this.tree[at] += more;
  }
}
