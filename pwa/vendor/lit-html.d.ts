// The types of the vendored file, for the type checker only.
export * from 'lit-html';
