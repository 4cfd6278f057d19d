namespace Akka.Configuration.Hocon;

/// <summary>Turns HOCON text into a tree of values.</summary>
public class Parser
{
    /// <summary>How deep objects, arrays and included files may nest; deeper input is refused instead of exhausting the stack.</summary>
    internal const int MaxDepth = 128;

    /// <summary>How many files may include one another in a chain.</summary>
    internal const int MaxIncludeDepth = 16;

    private readonly HoconReader _reader;
    private readonly Func<string, HoconRoot>? _includeCallback;
    private readonly HoconFile? _file;
    private readonly List<HoconSubstitution> _substitutions;
    private readonly List<string> _path = [];
    private readonly IReadOnlyList<string> _prefix;
    private int _depth;

    private Parser(string text, Func<string, HoconRoot>? includeCallback, HoconFile? file, IReadOnlyList<string> prefix, List<HoconSubstitution> substitutions)
    {
        _reader = new HoconReader(text, file?.Name);
        _includeCallback = includeCallback;
        _file = file;
        _prefix = prefix;
        _substitutions = substitutions;
    }

    /// <summary>Parses a text and resolves its substitutions.</summary>
    /// <param name="text">The HOCON text.</param>
    /// <param name="includeCallback">Gives the content of an <c>include</c>; without it a path is read relative to the working directory.</param>
    /// <exception cref="FormatException">The text is malformed or a substitution has no value; the message has line and column.</exception>
    public static HoconRoot Parse(string text, Func<string, HoconRoot>? includeCallback) => Parse(text, includeCallback, null);

    /// <summary>Parses a file; its includes are relative to the folder it is in.</summary>
    internal static HoconRoot ParseFile(string path)
    {
        var file = new HoconFile(path, 0);
        return Parse(File.ReadAllText(path), null, file);
    }

    private static HoconRoot Parse(string text, Func<string, HoconRoot>? includeCallback, HoconFile? file)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parser = new Parser(text, includeCallback, file, [], []);
        HoconValue root = parser.ParseRoot();
        new HoconResolver(root).Resolve();
        return new HoconRoot(root, parser._substitutions);
    }

    private HoconValue ParseRoot()
    {
        var root = new HoconObject();
        _reader.SkipBlankLines();
        if (_reader.Current == '{')
        {
            ParseObject(root);
            _reader.SkipBlankLines();
        }
        else
        {
            ParseFields(root, closedBy: null);
        }

        return _reader.AtEnd ? new HoconValue([root]) : throw _reader.Unexpected("the end of the input");
    }

    private void ParseObject(HoconObject target)
    {
        int start = _reader.Offset;
        if (++_depth > MaxDepth)
        {
            throw _reader.Error(start, $"expected at most {MaxDepth} levels of nesting");
        }

        _reader.Skip();
        ParseFields(target, start);
        _reader.Skip();
        _depth--;
    }

    /// <summary>Reads keys up to the closing brace, which stays, or up to the end of the input when there is none.</summary>
    private void ParseFields(HoconObject target, int? closedBy)
    {
        while (true)
        {
            _reader.SkipBlankLines();
            if (_reader.AtEnd && closedBy is { } opened)
            {
                throw _reader.Error(_reader.Offset, $"expected '}}' for the object that begins at {_reader.Position(opened)}, found the end of the input");
            }

            if (_reader.AtEnd || (_reader.Current == '}' && closedBy != null))
            {
                return;
            }

            if (!TryInclude(target))
            {
                ParseField(target);
            }

            _reader.SkipBlanks();
            if (_reader.Current == ',')
            {
                _reader.Skip();
            }
        }
    }

    private void ParseField(HoconObject target)
    {
        int depth = _path.Count;
        HoconObject parent = target;
        string key = ReadKey();
        while (true)
        {
            _path.Add(key);
            _reader.SkipBlankLines();
            if (_reader.Current != '.')
            {
                break;
            }

            _reader.Skip();
            parent = OpenObject(parent, key);
            _reader.SkipBlanks();
            key = ReadKey();
        }

        ParseSetting(parent, key);
        _path.RemoveRange(depth, _path.Count - depth);
    }

    private void ParseSetting(HoconObject parent, string key)
    {
        if (_reader.Current == '{')
        {
            ParseObject(OpenObject(parent, key));
        }
        else if (_reader.Looking("+="))
        {
            int start = _reader.Offset;
            _reader.Skip(2);
            HoconValue item = ParseValue(null);
            HoconSubstitution earlier = Substitution([.. _path], optional: true, start);
            Assign(parent, key, new HoconValue([earlier, new HoconArray { item }]));
        }
        else if (_reader.Current is '=' or ':')
        {
            _reader.Skip();
            HoconObject? existing = parent.GetKey(key) is { } value && PlainObject(value) is { } plain ? plain : null;
            Assign(parent, key, ParseValue(existing));
        }
        else
        {
            throw _reader.Unexpected($"'=', ':', '+=', '.' or '{{' after the key '{key}'");
        }
    }

    private string ReadKey()
    {
        if (_reader.Current == '"')
        {
            return _reader.ReadQuoted();
        }

        string key = _reader.ReadUnquoted(HoconText.NotInKey, blanks: true).Trim();
        return key.Length > 0 ? key : throw _reader.Unexpected("a key");
    }

    /// <summary>The object under a key; made if there is none. What stood there before stays reachable if it may turn out to be an object.</summary>
    private static HoconObject OpenObject(HoconObject parent, string key)
    {
        HoconValue? before = parent.GetKey(key);
        if (before != null && PlainObject(before) is { } existing)
        {
            return existing;
        }

        var opened = new HoconObject();
        parent.Items[key] = new HoconValue([opened]) { Previous = before != null && MayBeObject(before) ? before : null };
        return opened;
    }

    private static void Assign(HoconObject parent, string key, HoconValue value)
    {
        HoconValue? before = parent.GetKey(key);
        bool same = before != null && PlainObject(before) is { } existing && ReferenceEquals(existing, PlainObject(value));
        if (same)
        {
            return;
        }

        if (before != null && (MayBeObject(value) || value.Values.Exists(part => part is HoconSubstitution)))
        {
            value.Previous = before;
        }

        parent.Items[key] = value;
    }

    private static HoconObject? PlainObject(HoconValue value) => value.Values is [HoconObject single] ? single : null;

    private static bool MayBeObject(HoconValue value) => value.Values.Exists(part => part is HoconObject or HoconSubstitution);

    /// <summary>Reads a value; an object at its start is read into the one the key already has, so that the two merge.</summary>
    private HoconValue ParseValue(HoconObject? existing)
    {
        _reader.SkipBlankLines();
        var value = new HoconValue();
        while (true)
        {
            if (!TryPart(value, value.Values.Count == 0 ? existing : null))
            {
                break;
            }

            string blanks = _reader.SkipBlanks();
            if (blanks.Length > 0)
            {
                value.AppendValue(new HoconLiteral { Value = blanks, IsSeparator = true });
            }
        }

        if (value.Values.Count == 0)
        {
            throw _reader.Unexpected("a value");
        }

        if (_reader.Current is '=' or ':')
        {
            FormatException where = _reader.Unexpected("the end of the value (put text with '=' or ':' in quotes, an object in braces)");
            throw new ConfigurationException(where.Message, where);
        }

        if (!_reader.AtEnd && _reader.Current is not ('\n' or '\r' or ',' or '}' or ']'))
        {
            throw _reader.Unexpected("the end of the value");
        }

        if (value.Values[^1] is HoconLiteral { IsSeparator: true })
        {
            value.Values.RemoveAt(value.Values.Count - 1);
        }

        return value;
    }

    private bool TryPart(HoconValue value, HoconObject? existing)
    {
        switch (_reader.Current)
        {
            case '{':
                HoconObject fields = existing ?? value.Values.OfType<HoconObject>().LastOrDefault() ?? new HoconObject();
                ParseObject(fields);
                if (!value.Values.Contains(fields))
                {
                    value.AppendValue(fields);
                }

                return true;
            case '[':
                value.AppendValue(ParseArray());
                return true;
            case '"':
                string text = _reader.Looking("\"\"\"") ? _reader.ReadTripleQuoted() : _reader.ReadQuoted();
                value.AppendValue(new HoconLiteral { Value = text, IsQuoted = true });
                return true;
            case '$' when _reader.Looking("${"):
                value.AppendValue(ParseSubstitution());
                return true;
            default:
                string unquoted = _reader.ReadUnquoted(HoconText.NotInValue, blanks: false);
                if (unquoted.Length == 0)
                {
                    return false;
                }

                value.AppendValue(new HoconLiteral { Value = unquoted });
                return true;
        }
    }

    private HoconArray ParseArray()
    {
        int start = _reader.Offset;
        if (++_depth > MaxDepth)
        {
            throw _reader.Error(start, $"expected at most {MaxDepth} levels of nesting");
        }

        var array = new HoconArray();
        _reader.Skip();
        while (true)
        {
            _reader.SkipBlankLines();
            if (_reader.AtEnd)
            {
                throw _reader.Error(_reader.Offset, $"expected ']' for the array that begins at {_reader.Position(start)}, found the end of the input");
            }

            if (_reader.Current == ']')
            {
                _reader.Skip();
                _depth--;
                return array;
            }

            array.Add(ParseValue(null));
            _reader.SkipBlankLines();
            if (_reader.Current == ',')
            {
                _reader.Skip();
            }
        }
    }

    private HoconSubstitution ParseSubstitution()
    {
        int start = _reader.Offset;
        _reader.Skip(2);
        bool optional = _reader.Current == '?';
        if (optional)
        {
            _reader.Skip();
        }

        var keys = new List<string>();
        while (true)
        {
            _reader.SkipBlanks();
            keys.Add(ReadKey());
            _reader.SkipBlanks();
            if (_reader.Current == '}')
            {
                _reader.Skip();
                return Substitution(keys, optional, start);
            }

            if (_reader.Current != '.')
            {
                throw _reader.Unexpected("'.' or '}' in a substitution");
            }

            _reader.Skip();
        }
    }

    private HoconSubstitution Substitution(List<string> keys, bool optional, int start)
    {
        bool self = keys.Count >= _path.Count && _path.SequenceEqual(keys.Take(_path.Count)) && _path.Count > 0;
        var substitution = new HoconSubstitution(HoconText.JoinPath(keys))
        {
            IsOptional = optional,
            Keys = keys,
            Prefix = _prefix,
            SelfRemainder = self ? keys[_path.Count..] : null,
            Position = _reader.Position(start),
        };
        _substitutions.Add(substitution);
        return substitution;
    }

    private bool TryInclude(HoconObject target)
    {
        if (HoconInclude.TryRead(_reader) is not { } include)
        {
            return false;
        }

        if (_includeCallback != null)
        {
            HoconObject? given = _includeCallback(include.Path)?.Value.GetObject();
            HoconInclude.Merge(target, given ?? throw _reader.Error(include.Offset, $"expected an object from the include of '{include.Path}'"));
            return true;
        }

        HoconFile included = (_file ?? HoconFile.WorkingDirectory).Resolve(include, _reader);
        string text;
        try
        {
            text = File.ReadAllText(included.FullPath);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(_reader.Error(include.Offset, $"cannot include '{include.Path}': {error.Message}").Message, error);
        }

        var parser = new Parser(text, null, included, [.. _prefix, .. _path], _substitutions) { _depth = _depth };
        HoconInclude.Merge(target, parser.ParseRoot().GetObject()!);
        return true;
    }
}
