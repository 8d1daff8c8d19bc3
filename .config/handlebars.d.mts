export const handlebarsPlugin: { name: string };
export const handlebarsLoader: {
  name: string;
  setup: (build: import('esbuild').PluginBuild) => void;
};
