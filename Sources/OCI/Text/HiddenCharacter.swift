extension Unicode.Scalar {
    /// Whether it changes how the text around it is shown, or is not shown at all: control characters and terminal escapes,
    /// bidirectional controls, line separators, zero width characters.
    package var isHidden: Bool {
        // Looking up the category takes much longer than almost all names need.
        guard value >= 0x7F else { return value < 0x20 }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
