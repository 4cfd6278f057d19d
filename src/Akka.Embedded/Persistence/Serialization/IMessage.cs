namespace Akka.Persistence.Serialization;

/// <summary>Marks what journals pass around as a unit.</summary>
public interface IMessage
{
}
