// QR codes in pictures.

import { decodeQRBatch } from 'qr/decode.js';
import { Refusal } from './refusal.js';

/** Widest or highest picture that is looked at: phones take larger ones, and gain nothing by it. */
const LARGEST = 3200;
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
  const fit = Math.min(1, LARGEST / Math.max(bitmap.width, bitmap.height));
  const found = new Set();
  for (const size of SIZES) {
    const texts = await read(pixels(bitmap, bitmap.width, bitmap.height, fit * size), { effort: Infinity, timeLimit: PHOTO_LIMIT });
    texts.forEach((text) => found.add(text));
  }
  bitmap.close();
  return Array.from(found);
}

/** The texts of the codes that a running camera sees now. */
export async function codesInVideo(video) {
  const { videoWidth: width, videoHeight: height } = video;
  if (width === 0) return [];
  return read(pixels(video, width, height, Math.min(1, 1600 / Math.max(width, height))), { timeLimit: LIVE_LIMIT });
}

function pixels(source, width, height, scale) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  // Transparent pictures are meant to be seen on paper.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

async function read(image, options) {
  const [results] = await decodeQRBatch([image], options);
  return results.filter((result) => typeof result === 'string');
}
