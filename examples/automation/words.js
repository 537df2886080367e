// The text of a message of the engine, without its marks for colours.

export const wordsOf = ({ message }) => message.replace(/<\{%[^%]*%\}>/g, "").trim();
