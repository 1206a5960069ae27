/**
 * A small picture of bytes this phone holds, drawn on a canvas: the page's policy lets no picture in but by an address of
 * this site, and these bytes may have none yet. Set `.bytes`; an element because it outlives the drawing of the page around it.
 */

class PhotoThumb extends HTMLElement {
  /** @type {ArrayBuffer | null} */ #bytes = null;

  /** @param {ArrayBuffer | null} bytes */
  set bytes(bytes) {
    if (bytes === this.#bytes) return;
    this.#bytes = bytes;
    void this.#draw();
  }

  async #draw() {
    const bytes = this.#bytes;
    if (!bytes) return this.replaceChildren();
    try {
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
      if (bytes !== this.#bytes) return picture.close();
      const canvas = document.createElement('canvas'), scale = Math.min(1, 480 / Math.max(picture.width, picture.height));
      Object.assign(canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
      picture.close();
      this.replaceChildren(canvas);
    } catch {
      this.replaceChildren();
    }
  }
}

customElements.define('photo-thumb', PhotoThumb);
