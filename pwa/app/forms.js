/** Form definitions and scoring templates: the app's own files, and what was published since (`published.js`); both with no network. */

/** @typedef {import('../forms/types.js').Definition} Definition */
/** @typedef {import('../forms/types.js').Template} Template */

export class Forms {
  /** @param {{meta: (name: string) => Promise<any>} | null} [store] @param {() => Date} [now] */
  constructor(store = null, now = () => new Date()) {
    /** @type {Map<string, Promise<any>>} */ this._files = new Map();
    this._store = store;
    this._now = now;
    /** @type {Promise<import('./published.js').Published> | null} */ this._kept = null;
  }

  /** Look again at what is kept in the store. */
  renew() {
    this._kept = null;
  }

  async _published() {
    return (await (this._kept ??= Promise.resolve(this._store?.meta('forms')).catch(() => null))) ?? { versions: [], files: {} };
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
  async get(form, version) {
    return (await this._published()).files[`form/${form}/${version}`] ?? this._file(`${form}/${version}`);
  }

  /** The newest version that new papers may begin with today. @param {string} form @returns {Promise<Definition>} */
  async latest(form) {
    const { forms } = await this._file('index'), { versions } = await this._published();
    return this.get(form, versions.length ? (await import('./published.js')).newest(forms[form], versions, form, this._now()) : forms[form].at(-1));
  }

  /** Whether there is such a form. @param {string} form @returns {Promise<boolean>} */
  async has(form) {
    return form in (await this._file('index')).forms;
  }

  /** @param {string} id @param {number} version @returns {Promise<Template>} */
  async template(id, version) {
    return (await this._published()).files[`scoring/${id}/${version}`] ?? this._file(`scoring/${id}/${version}`);
  }

  /** All templates, to be asked at once. @returns {Promise<(id: string, version: number) => Template | null>} */
  async templates() {
    const { scoring } = await this._file('index'), { files } = await this._published(), /** @type {Map<string, Template>} */ found = new Map();
    for (const [id, versions] of Object.entries(scoring)) {
      for (const version of versions) found.set(`${id}/${version}`, await this.template(id, version));
    }
    return (id, version) => files[`scoring/${id}/${version}`] ?? found.get(`${id}/${version}`) ?? null;
  }
}
