/** Words for a screen reader about something that changed without a page change. <Announcer> in the layout speaks them. */

let speak: (text: string) => void = () => undefined;

export function announce(text: string): void {
  speak(text);
}

/** Who speaks; returns how to stop. For <Announcer> only. */
export function setSpeaker(speaker: (text: string) => void): () => void {
  speak = speaker;
  return () => {
    speak = () => undefined;
  };
}
