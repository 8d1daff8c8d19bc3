// Runs in the page: texts with less contrast than WCAG AA asks for, 4.5 to 1.
(() => {
  const luminance = (color) => {
    const [red, green, blue] = color.match(/[\d.]+/g).map((text) => {
      const part = Number(text) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const backgroundOf = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return color === 'rgba(0, 0, 0, 0)' ? backgroundOf(element.parentElement) : color;
  };
  const hasText = ({ childNodes }) =>
    [...childNodes].some(
      ({ nodeType, textContent }) => nodeType === 3 && textContent.trim() !== '',
    );
  return [...document.body.querySelectorAll('*')].filter(hasText).flatMap((element) => {
    const colors = [getComputedStyle(element).color, backgroundOf(element)];
    const [dark, light] = colors.map(luminance).sort((one, other) => one - other);
    const contrast = (light + 0.05) / (dark + 0.05);
    return contrast < 4.5 ? [`${element.textContent}: ${contrast.toFixed(1)}`] : [];
  });
})();
