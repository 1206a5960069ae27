/**
 * The shape of form definitions and scoring templates, for the type checker; docs/forms.md explains the members.
 *
 * @typedef {{vi: string, en: string}} Text
 * @typedef {{value: string, label: Text}} Choice
 * @typedef {{test: any, message: Text}} Rule
 * @typedef {'text'|'paragraph'|'integer'|'decimal'|'date'|'time'|'month'|'yes_no'|'choice'|'person'|'unit'|'paper'|'repeat'|'scores'|'photos'} FieldType
 * @typedef {{name: string, type: FieldType, label: Text, hint?: Text, required?: any, relevant?: any, constraint?: Rule,
 *   warnings?: Rule[], calculate?: any, choices?: Choice[], min?: number, max?: number, max_length?: number,
 *   min_rows?: number, max_rows?: number, fields?: Field[], columns?: string[], max_photos?: number, template?: string, template_version?: number}} Field
 * @typedef {{name: string, title: Text, hint?: Text, relevant?: any, fields: Field[]}} Section
 * @typedef {{form: string, version: number, kind: string, title: Text, valid_from: string, source: string, sections: Section[]}} Definition
 * @typedef {{code: string, label: Text, max: number, kind: 'level'|'yes_no', options?: {points: number, label: Text}[],
 *   not_applicable?: {when: any, policy: 'award_full'|'exclude_and_rescale'|'exclude'}, suggest?: {when: any, points: number}[]}} Item
 * @typedef {{id: string, version: number, title: Text, maximum: number, groups: {code: string, label: Text, items: Item[]}[],
 *   bands: {name: string, label: Text, min: number}[]}} Template
 */

export {};
