// The camera: shows what it sees, and hands over the first code that is read.

import { openDecoder } from "./decoder.js";

const PAUSE = 120;
const LONGEST = 1280;

// Starts; answers a function that stops it. onCode gets each text that is seen, until it answers true.
export async function startCamera(video, folder, onCode) {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  let running = true;
  const stop = () => {
    running = false;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  try {
    video.srcObject = stream;
    const find = await openDecoder(folder);
    await video.play();
    watch(video, find, onCode, () => running, stop);
  } catch (fault) {
    stop();
    throw fault;
  }
  return stop;
}

async function watch(video, find, onCode, isRunning, stop) {
  const canvas = document.createElement("canvas");
  while (isRunning()) {
    if (video.videoWidth) {
      drawn(canvas, video, video.videoWidth, video.videoHeight);
      const found = await find(canvas).catch(() => []);
      if (isRunning() && found.length && onCode(found[0])) {
        stop();
        return;
      }
    }
    await new Promise((done) => { setTimeout(done, PAUSE); });
  }
}

export function drawn(canvas, source, width, height, longest = LONGEST) {
  const scale = Math.min(1, longest / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
}
