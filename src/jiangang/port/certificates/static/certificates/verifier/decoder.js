// QR codes in a picture: by the browser itself where it can, else by zxing, which is loaded when first needed.

let finder = null;

// A function from a canvas to the texts of the codes on it.
export function openDecoder(folder) {
  finder = finder || (async () => (await ofBrowser()) || ofZxing(folder))();
  finder.catch(() => { finder = null; });
  return finder;
}

// Whether the browser brings its own decoder.
export async function hasOwnDecoder() {
  if (!("BarcodeDetector" in self)) return false;
  return (await self.BarcodeDetector.getSupportedFormats().catch(() => [])).includes("qr_code");
}

async function ofBrowser() {
  if (!(await hasOwnDecoder())) return null;
  const detector = new self.BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => (await detector.detect(canvas)).map((each) => each.rawValue);
}

async function ofZxing(folder) {
  const [{ prepareZXingModule, readBarcodes }, wasmBinary] = await Promise.all([
    import(`${folder}reader.js`),
    fetch(`${folder}zxing_reader.wasm`).then((answer) => {
      if (!answer.ok) throw new Error("the decoder did not come");
      return answer.arrayBuffer();
    }),
  ]);
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return async (canvas) => {
    const points = canvas.getContext("2d", { willReadFrequently: true })
      .getImageData(0, 0, canvas.width, canvas.height);
    const found = await readBarcodes(points, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 9 });
    return found.filter((each) => each.isValid).map((each) => each.text);
  };
}
