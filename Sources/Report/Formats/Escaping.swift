extension String {
    /// The text with each of some characters written as the table says.
    func escaped(_ table: [Character: String]) -> String {
        reduce(into: "") { text, character in
            if let written = table[character] { text += written } else { text.append(character) }
        }
    }
}
