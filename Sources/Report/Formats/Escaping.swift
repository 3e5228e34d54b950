extension String {
    /// Replaces characters as given by the table.
    func escaped(_ table: [Character: String]) -> String {
        reduce(into: "") { text, character in
            if let written = table[character] { text += written } else { text.append(character) }
        }
    }
}
