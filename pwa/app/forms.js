/** Form definitions and scoring templates, fetched once from the app's own files, so with no network too. */

/** @typedef {import('../forms/types.js').Definition} Definition */
/** @typedef {import('../forms/types.js').Template} Template */

export class Forms {
  constructor() {
    /** @type {Map<string, Promise<any>>} */ this._files = new Map();
  }

  /** @param {string} path @returns {Promise<any>} */
  _file(path) {
    const known = this._files.get(path);
    if (known) return known;
    const file = fetch(`/app/forms/${path}.json`).then((response) => {
      if (!response.ok) throw new Error(`${path}: ${response.status}`);
      return response.json();
    });
    file.catch(() => this._files.delete(path));
    this._files.set(path, file);
    return file;
  }

  /** @param {string} form @param {number} version @returns {Promise<Definition>} */
  get(form, version) {
    return this._file(`${form}/${version}`);
  }

  /** @param {string} form @returns {Promise<Definition>} */
  async latest(form) {
    const { forms } = await this._file('index');
    return this.get(form, forms[form].at(-1));
  }

  /** Whether there is such a form. @param {string} form @returns {Promise<boolean>} */
  async has(form) {
    return form in (await this._file('index')).forms;
  }

  /** @param {string} id @param {number} version @returns {Promise<Template>} */
  template(id, version) {
    return this._file(`scoring/${id}/${version}`);
  }

  /** All templates, to be asked at once. @returns {Promise<(id: string, version: number) => Template | null>} */
  async templates() {
    const { scoring } = await this._file('index'), /** @type {Map<string, Template>} */ found = new Map();
    for (const [id, versions] of Object.entries(scoring)) {
      for (const version of versions) found.set(`${id} ${version}`, await this.template(id, version));
    }
    return (id, version) => found.get(`${id} ${version}`) ?? null;
  }
}
