/** Photos are made smaller step by step: never larger than they were, never out of shape, until they fit. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { MOST_BYTES, shrink, steps } from '../../../pwa/ui/shrink-photo.js';

afterEach(() => {
  delete /** @type {any} */ (globalThis).createImageBitmap;
  delete /** @type {any} */ (globalThis).OffscreenCanvas;
});

/** A phone whose JPEGs have so many bytes a pixel at quality 1. @param {number} width @param {number} height @param {number} weight */
function camera(width, height, weight) {
  const made = { closed: 0, encoded: 0, /** @type {any[]} */ options: [] };
  Object.assign(globalThis, {
    createImageBitmap: async (/** @type {any} */ _file, /** @type {any} */ options) => {
      made.options.push(options);
      return { width, height, close: () => (made.closed += 1) };
    },
    OffscreenCanvas: class {
      constructor(/** @type {number} */ wide, /** @type {number} */ high) {
        Object.assign(this, { wide, high });
      }

      getContext() {
        return { fillRect() {}, drawImage() {} };
      }

      async convertToBlob(/** @type {any} */ { type, quality }) {
        made.encoded += 1;
        const { wide, high } = /** @type {any} */ (this);
        return new Blob([new Uint8Array(Math.ceil(wide * high * weight * quality))], { type });
      }
    },
  });
  return made;
}

test('the steps keep the shape, never make larger, and only ever go down', () => {
  for (const [width, height] of [[4000, 3000], [3000, 4000], [1000, 700], [20, 5000], [1, 1]]) {
    let before = Infinity;
    for (const step of steps(width, height)) {
      assert.ok(step.width <= width && step.height <= height && step.width >= 1 && step.height >= 1);
      assert.ok(Math.max(step.width, step.height) <= 1600);
      assert.ok(Math.abs(step.width / step.height - width / height) / (width / height) < 0.02 || Math.min(step.width, step.height) < 60);
      assert.ok(step.width * step.height * step.quality < before);
      before = step.width * step.height * step.quality;
    }
  }
});

test('a photo that fits at once keeps its size', async () => {
  const made = camera(1200, 900, 0.1);
  assert.ok((await shrink(new Blob(['x']))).byteLength <= MOST_BYTES);
  assert.deepEqual([made.encoded, made.closed], [1, 1]);
  assert.deepEqual(made.options, [{ imageOrientation: 'from-image' }]);
});

test('a large one goes down until it fits', async () => {
  const made = camera(4000, 3000, 0.3);
  const bytes = (await shrink(new Blob(['x']))).byteLength;
  assert.ok(bytes <= MOST_BYTES && bytes > MOST_BYTES / 2, `${bytes}`);
  assert.ok(made.encoded > 1);
  assert.equal(made.closed, 1);
});

test('one that never fits, and what is no picture, are told', async () => {
  const made = camera(4000, 3000, 50);
  await assert.rejects(shrink(new Blob(['x'])));
  assert.equal(made.closed, 1);
  Object.assign(globalThis, { createImageBitmap: async () => { throw new DOMException('no picture', 'InvalidStateError'); } });
  await assert.rejects(shrink(new Blob(['x'])));
});
