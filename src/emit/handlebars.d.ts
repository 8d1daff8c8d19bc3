/** A template, precompiled by the build: prints a view. */
declare module '*.hbs' {
  const render: (view: object) => string;
  export default render;
}
