// QR codes in pictures.

import { decodeQRBatch } from 'qr/decode.js';
import { Refusal } from './refusal.js';

/** Dots of a picture that are looked at: phones take more, and gain nothing by it. The scan of a long tape keeps its width. */
const MOST_DOTS = 10_000_000;
/** Longest side that the reader takes at once. */
const LONGEST_SIDE = 4000;
/** Sizes at which a photo is looked at: what blur hides at one size, another may show. */
const SIZES = [1, 0.5, 0.3];
/** Milliseconds that a photo is looked at, in each size; a slow phone must not seem dead. */
const PHOTO_LIMIT = 4000;
/** Milliseconds of a live picture. */
const LIVE_LIMIT = 120;

/** The texts of all codes in a picture file. Refused as `image-unreadable`. */
export async function codesInPicture(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Refusal('image-unreadable');
  }
  const { width, height } = bitmap;
  const fit = Math.min(1, Math.sqrt(MOST_DOTS / (width * height)));
  const found = new Set();
  for (const piece of pieces(width, height, LONGEST_SIDE / fit)) {
    for (const size of SIZES) {
      const texts = await read(pixels(bitmap, piece, fit * size), { effort: Infinity, timeLimit: PHOTO_LIMIT });
      texts.forEach((text) => found.add(text));
    }
  }
  bitmap.close();
  return Array.from(found);
}

/**
 * A picture in pieces along its longer side. A code is no longer than the shorter side, so with pieces that overlap by as
 * much each code is whole in one of them.
 */
function pieces(width, height, longest) {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const length = Math.min(Math.max(2 * short, 1), longest, long);
  const step = Math.max(length - short, length / 4);
  const starts = [];
  for (let start = 0; start + length < long; start += step) starts.push(start);
  starts.push(long - length);
  return starts.map((start) => (height >= width
    ? { x: 0, y: start, width, height: length }
    : { x: start, y: 0, width: length, height }));
}

/** The texts of the codes that a running camera sees now. */
export async function codesInVideo(video) {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0) return [];
  return read(pixels(video, { x: 0, y: 0, width, height }, Math.min(1, 1600 / Math.max(width, height))), { timeLimit: LIVE_LIMIT });
}

/** A piece of a picture or video at a scale. */
function pixels(source, { x, y, width, height }, scale) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  // Transparent pictures are meant to be seen on paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

async function read(image, options) {
  const [results] = await decodeQRBatch([image], options);
  return results.filter((result) => typeof result === 'string');
}
