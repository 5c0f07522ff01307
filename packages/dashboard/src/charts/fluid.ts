/** A place along the width as a per cent of it, with two digits: drawings stretch, their text does not. */
export const along = (share: number): string => `${Number((share * 100).toFixed(2))}%`;

/** A number in a drawing: two digits are below what a screen shows. */
export const place = (value: number): number => Number(value.toFixed(2));

/** The width of the inner drawing of lines, which is stretched to the room that there is. */
export const STRETCH = 1000;

/** Room that a text needs, in pixels, at the 12 pixels of the charts; digits and small letters average 6.7. */
export const textRoom = (text: string): number => Math.ceil(text.length * 6.7);
