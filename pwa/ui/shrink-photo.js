/**
 * A photo from the camera made small enough for a thin line: size and quality go down, step by step, until it fits. Drawn
 * anew, so it stands upright and carries nothing of where and with what it was taken. Knows no store.
 */

export const MOST_BYTES = 150_000;
const SIZES = [1600, 1360, 1120, 900, 700, 500];
const QUALITIES = [0.72, 0.6, 0.5, 0.42];

/**
 * The steps, best first: large and clear, then less clear, then smaller. `size` is the longer side in pixels.
 * @param {number} width @param {number} height @returns {{width: number, height: number, quality: number}[]}
 */
export function steps(width, height) {
  const longer = Math.max(width, height), first = Math.min(longer, SIZES[0]);
  const side = (/** @type {number} */ one, /** @type {number} */ size) => Math.max(1, Math.round((one * size) / longer));
  let least = Infinity;
  return [first, ...SIZES.filter((size) => size < first)]
    .flatMap((size) => QUALITIES.map((quality) => ({ width: side(width, size), height: side(height, size), quality })))
    // A step that would be no smaller than the last is not worth the phone's time.
    .filter((step) => {
      const bytes = step.width * step.height * step.quality, smaller = bytes < least;
      if (smaller) least = bytes;
      return smaller;
    });
}

/**
 * The JPEG, at most `MOST_BYTES`. Throws where the file is no picture this phone can read, or will not get small enough.
 * @param {Blob} file @returns {Promise<ArrayBuffer>}
 */
export async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    /** @type {{width: number, height: number}} */ let drawn = { width: 0, height: 0 };
    /** @type {((quality: number) => Promise<Blob>) | undefined} */ let encode;
    for (const { width, height, quality } of steps(picture.width, picture.height)) {
      if (!encode || drawn.width !== width || drawn.height !== height) encode = draw(picture, width, height);
      drawn = { width, height };
      const jpeg = await encode(quality);
      if (jpeg.type === 'image/jpeg' && jpeg.size <= MOST_BYTES) return await jpeg.arrayBuffer();
    }
  } finally {
    picture.close();
  }
  throw new Error('the picture does not get small enough');
}

/** @param {ImageBitmap} picture @param {number} width @param {number} height @returns {(quality: number) => Promise<Blob>} */
function draw(picture, width, height) {
  const canvas = typeof OffscreenCanvas === 'undefined' ? Object.assign(document.createElement('canvas'), { width, height }) : new OffscreenCanvas(width, height);
  const context = /** @type {CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null} */ (canvas.getContext('2d'));
  if (!context) throw new Error('no canvas');
  // What is transparent would turn black in a JPEG.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  if ('convertToBlob' in canvas) return (quality) => canvas.convertToBlob({ type: 'image/jpeg', quality });
  return (quality) => new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', quality));
}
