/** The words for a path of a form: "Việc phải làm 2, Ai làm". Pure. */

/** @param {import('../forms/types.js').Definition} definition @param {string} path @param {import('../i18n/i18n.js').I18n} i18n */
export function labelOf(definition, path, i18n) {
  const [, name, place, inner] = path.split('.');
  const field = definition.sections.flatMap((section) => section.fields).find((one) => one.name === name);
  if (!field) return name;
  const label = i18n.text(field.label);
  if (field.type === 'scores') return place ? path.split('.').slice(2).join('.') : label;
  if (place === undefined) return label;
  const within = field.fields?.find((one) => one.name === inner);
  return `${label} ${Number(place) + 1}${within ? `, ${i18n.text(within.label)}` : ''}`;
}

/** The section that asks for a path. @param {import('../forms/types.js').Definition} definition @param {string} path */
export const sectionOf = (definition, path) =>
  definition.sections.find((section) => section.fields.some((field) => field.name === path.split('.')[1]))?.name ?? definition.sections[0].name;
