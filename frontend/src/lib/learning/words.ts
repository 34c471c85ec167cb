/** "You like oat milk" -> "you like oat milk", for the middle of a sentence. */
export function midSentence(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
