// The scripts' written parts, which the build takes in as they are.
declare module '*?raw' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: as the build gives it
  export default text;
}
