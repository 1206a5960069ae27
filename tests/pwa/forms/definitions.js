/** The published definitions and scoring templates, read from the server's folder. */

import { existsSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../sync/forms/definitions/', import.meta.url);

/** @param {string} path @returns {any} */
function read(path) {
  const url = new URL(path, FOLDER);
  return existsSync(url) ? JSON.parse(readFileSync(url, 'utf8')) : null;
}

/** @param {string} form @param {number} version */
export const definitionOf = (form, version) => read(`${form}/${version}.json`);

/** @param {string} id @param {number} version */
export const templateOf = (id, version) => read(`scoring/${id}/${version}.json`);
