import Testing

@testable import OCI

/// Fields that the gate does not use, but nodes decode: each of these was tried with real clients.
struct ConfigurationShapeTests {
    private func error(of fields: String) -> String? {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let text = #"{"rootfs":{"type":"layers","diff_ids":["\#(digest)"]},\#(fields)}"#
        do {
            _ = try ImageConfiguration.parse(Array(text.utf8))
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "a field of the wrong type ends a pull",
        arguments: [
            (#""config":[]"#, "config: expected an object"),
            (#""config":{"Cmd":"x"}"#, "config.Cmd: expected an array"),
            (#""CONFIG":{"cmd":"x"}"#, "CONFIG.cmd: expected an array"),
            (#""config":{"Env":[1]}"#, "config.Env[0]: expected a string"),
            (#""config":{"ExposedPorts":["80"]}"#, "config.ExposedPorts: expected an object"),
            (#""config":{"Volumes":{"/x":"y"}}"#, #"config.Volumes["/x"]: expected an object"#),
            (#""config":{"Labels":{"a":1}}"#, "config.Labels.a: expected a string"),
            (#""config":{"ArgsEscaped":"yes"}"#, "config.ArgsEscaped: expected true or false"),
            (#""config":{"User":0}"#, "config.User: expected a string"),
            (#""author":1"#, "author: expected a string"), (#""history":5"#, "history: expected an array"),
            (#""history":{}"#, "history: expected an array"),
            (#""history":[{"empty_layer":"true"}]"#, #"history[0]["empty_layer"]: expected true or false"#),
            (#""history":[{"created":"x"}]"#, "history[0].created: expected a time as in RFC 3339"),
            (#""os.features":"x""#, #"["os.features"]: expected an array"#),
            (#""created":1"#, "created: expected a string"),
        ])
    func wrongTypes(fields: String, words: String) { #expect(error(of: fields) == words) }

    @Test(
        "other fields, null, and fields that only some nodes decode are left alone",
        arguments: [
            #""x":1"#, #""config":null"#, #""config":{"Healthcheck":"x","Tty":1}"#, #""comment":5"#, #""history":[]"#,
            #""config":{"ExposedPorts":{"80/tcp":{}},"Volumes":{"/x":null}}"#, #""history":[{"created":null}]"#,
        ])
    func leftAlone(fields: String) { #expect(error(of: fields) == nil) }

    @Test(
        "times are read as Go reads them",
        arguments: [
            ("2020-01-01T00:00:00Z", true), ("0001-01-01T00:00:00Z", true), ("2020-02-29T23:59:59+14:00", true),
            ("2020-02-01T00:00:00.123456789123Z", true), ("2020-01-01T00:00:00,5Z", true), ("yesterday", false),
            ("", false), ("2020-01-01 00:00:00Z", false), ("2020-01-01T00:00:00", false),
            ("2020-02-31T00:00:00Z", false), ("2021-02-29T00:00:00Z", false), ("2020-13-01T00:00:00Z", false),
            ("2020-01-01t00:00:00z", false), ("2020-01-01T24:00:00Z", false), ("2020-01-01T00:60:00Z", false),
            ("2020-01-01T00:00:00+25:00", false), ("٢020-01-01T00:00:00Z", false),
        ])
    func times(text: String, isGood: Bool) {
        #expect((error(of: #""created":"\#(text)""#) == nil) == isGood)
    }
}
