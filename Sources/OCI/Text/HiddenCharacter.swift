extension Unicode.Scalar {
    /// Whether it changes how the text around it is shown, or is not shown at all: control characters and terminal escapes,
    /// bidirectional controls, line separators, zero width characters.
    package var isHidden: Bool {
        // A lookup of the category is slow, and almost all text is ASCII.
        guard value >= 0x7F else { return value < 0x20 }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
