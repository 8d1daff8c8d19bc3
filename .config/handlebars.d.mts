export const handlebarsPlugin: { name: string };
