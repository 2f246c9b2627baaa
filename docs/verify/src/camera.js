// The phone's camera, live, where the browser lets a page from a file have it.

import { codesInVideo } from './image.js';

/** Milliseconds between two looks; a phone must not get hot. */
const PAUSE = 150;

export class Camera {
  /** `onCodes` is given the texts of every look that saw a code. */
  constructor(video, onCodes) {
    this.video = video;
    this.onCodes = onCodes;
  }

  /** Whether the browser has what is needed; it may still refuse. */
  static possible() {
    return typeof navigator.mediaDevices?.getUserMedia === 'function';
  }

  /** Starts; rejects if the phone or its owner says no. */
  async start() {
    const wish = { facingMode: { ideal: 'environment' }, width: { ideal: 1920 }, height: { ideal: 1080 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wish, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.look();
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = undefined;
    this.video.srcObject = null;
  }

  get running() {
    return this.stream !== undefined;
  }

  async look() {
    if (!this.running) return;
    const texts = await codesInVideo(this.video);
    if (texts.length > 0 && this.running) this.onCodes(texts);
    setTimeout(() => this.look(), PAUSE);
  }
}
