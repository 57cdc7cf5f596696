/** What a text calls the model that reads it. */
export const reader =
  '((ai|llm|gpt|chatgpt|copilot|gemini|claude)( (assistant|agent|model|system|bot|reader|summari[sz]er))?s?|(language|automated|virtual|digital) (models?|assistants?|agents?|systems?)|chatbots?|(ai|coding) agents?)';
